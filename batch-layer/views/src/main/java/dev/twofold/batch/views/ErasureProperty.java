package dev.twofold.batch.views;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.twofold.erasure.Erasure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Erasures as properties of a master dataset's table, each of a name of its own, so that none that
 * is recorded at the same time is lost.
 *
 * <pre>
 * twofold.erasure.5e1f29c47ad0b386  {"condition": "\\"user\\" = 'x'", "topic_id": "…",
 *                                    "below": {"0": 17, "1": 12}}
 * </pre>
 *
 * Members may be added; a reader skips those that it does not know.
 */
final class ErasureProperty {
  private static final String PREFIX = "twofold.erasure.";
  private static final JsonFactory JSON = new JsonFactory();

  private ErasureProperty() {}

  static String name(Erasure erasure) {
    return PREFIX + erasure.id();
  }

  /** All that a table's properties hold, by id. */
  static List<Erasure> in(Map<String, String> properties) {
    return properties.entrySet().stream()
        .filter(property -> property.getKey().startsWith(PREFIX))
        .map(property -> erasure(property.getKey().substring(PREFIX.length()), property.getValue()))
        .sorted(Comparator.comparing(Erasure::id))
        .toList();
  }

  static String json(Erasure erasure) {
    return Summary.json(
        out -> {
          out.writeStartObject();
          out.writeStringField("condition", erasure.condition());
          out.writeStringField("topic_id", erasure.topicId());
          out.writeObjectFieldStart("below");
          for (Map.Entry<Integer, Long> end : new TreeMap<>(erasure.below()).entrySet()) {
            out.writeNumberField(end.getKey().toString(), end.getValue());
          }
          out.writeEndObject();
          out.writeEndObject();
        });
  }

  private static Erasure erasure(String id, String json) {
    String condition = "";
    String topicId = "";
    Map<Integer, Long> below = new HashMap<>();
    try (JsonParser in = JSON.createParser(json)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        switch (name) {
          case "condition" -> condition = in.getText();
          case "topic_id" -> topicId = in.getText();
          case "below" -> {
            while (in.nextToken() == JsonToken.FIELD_NAME) {
              int partition = Integer.parseInt(in.currentName());
              in.nextToken();
              below.put(partition, in.getLongValue());
            }
          }
          default -> in.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Erasure(id, condition, topicId, below);
  }
}
