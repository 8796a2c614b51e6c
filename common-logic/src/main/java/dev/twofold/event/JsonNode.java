package dev.twofold.event;

import com.fasterxml.jackson.core.io.SerializedString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A member that a source declares: a column's value, or an object on the way to some. Nodes form a
 * trie of pointers.
 */
final class JsonNode {
  /** As reasons name it: "/geo". */
  final String pointer;

  /** Index of the column; -1 for an object on the way. */
  final int column;

  /**
   * Whether the source gained all that is here when it had events: what does not fit is then no
   * reason to reject the record, but is passed over as if it were not declared.
   */
  boolean gained = true;

  /** The name, to compare with a record's bytes. */
  final SerializedString serialized;

  /**
   * The member that came after this one in the last record; for an object, {@link #first} is its
   * first.
   */
  JsonNode following;

  JsonNode first;

  /** The number of the last record that held this member, to notice one that comes twice. */
  long lastSeen;

  private final Map<String, JsonNode> byName = new HashMap<>();

  private JsonNode(String name, String pointer, int column) {
    this.serialized = new SerializedString(name);
    this.pointer = pointer;
    this.column = column;
  }

  static JsonNode trieOf(SourceDefinition source) {
    JsonNode root = new JsonNode("", "", -1);
    for (int i = 0; i < source.columns().size(); i++) {
      List<String> path = source.columns().get(i).path();
      JsonNode node = root;
      for (int depth = 0; depth < path.size(); depth++) {
        node = node.childOrNew(path.get(depth), depth == path.size() - 1 ? i : -1);
        node.gained &= source.columns().get(i).isGained();
      }
    }
    return root;
  }

  private JsonNode childOrNew(String childName, int childColumn) {
    return byName.computeIfAbsent(
        childName,
        unused -> {
          return new JsonNode(childName, pointer + "/" + childName, childColumn);
        });
  }

  /** The declared member of that name; null where there is none. */
  JsonNode child(String childName) {
    return byName.get(childName);
  }
}
