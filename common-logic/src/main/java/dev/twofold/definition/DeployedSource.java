package dev.twofold.definition;

import dev.twofold.event.SourceDefinition;
import dev.twofold.event.SourceDefinition.Misfit;
import dev.twofold.event.SourceDefinition.SourceColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A source as it is deployed.
 *
 * @param yaml its file, as it was deployed last
 * @param gained the columns that it got after it was first deployed
 * @param removedAtMillis when it was taken out of the project; 0 while it is in it
 */
public record DeployedSource(String name, String yaml, List<String> gained, long removedAtMillis) {
  public DeployedSource {
    gained = List.copyOf(gained);
  }

  boolean isRemoved() {
    return removedAtMillis > 0;
  }

  /**
   * What it says, with its gained columns marked.
   *
   * @throws DefinitionException where this version of the code takes it for wrong
   */
  SourceDefinition definition() {
    Diagnostics diagnostics = new Diagnostics();
    SourceDefinition read = SourceReader.read("sources/" + name + ".yaml", yaml, name, diagnostics);
    diagnostics.throwIfAny();
    List<SourceColumn> columns = new ArrayList<>();
    for (SourceColumn column : read.columns()) {
      columns.add(
          gained.contains(column.column().name())
              ? new SourceColumn(column.column(), column.path(), Misfit.IS_NULL)
              : column);
    }
    return new SourceDefinition(
        name, read.topic(), read.partitions(), List.copyOf(columns), read.eventTime());
  }

  /**
   * The source as the project has it now.
   *
   * @param diagnostics gets what cannot be changed of a source that has events
   */
  DeployedSource changed(SourceDefinition wanted, String text, Diagnostics diagnostics) {
    SourceDefinition before = definition();
    String file = "sources/" + name + ".yaml";
    if (!before.topic().equals(wanted.topic())) {
      diagnostics.add(
          file,
          1,
          1,
          "The topic of source "
              + name
              + " was "
              + before.topic()
              + " when it was deployed. Give the topic "
              + wanted.topic()
              + " a source of its own.");
    }
    String eventTime = before.columns().get(before.eventTime()).column().name();
    if (!eventTime.equals(wanted.columns().get(wanted.eventTime()).column().name())) {
      diagnostics.add(
          file, 1, 1, "The event time of a deployed source stays: event_time: " + eventTime + ".");
    }
    TreeSet<String> now = new TreeSet<>(gained);
    for (SourceColumn column : before.columns()) {
      checkStays(column, wanted, file, diagnostics);
    }
    for (SourceColumn column : wanted.columns()) {
      String added = column.column().name();
      if (before.columns().stream().noneMatch(known -> known.column().name().equals(added))) {
        now.add(added);
        if (!column.column().nullable()) {
          diagnostics.add(
              file,
              1,
              1,
              "Column "
                  + added
                  + " is new in a source that has events, and not all of them have it. Leave out"
                  + " required.");
        }
      }
    }
    return new DeployedSource(name, text, List.copyOf(now), 0);
  }

  /** What rejected a record, or did not, must go on to: other views have counted by it. */
  private void checkStays(
      SourceColumn column, SourceDefinition wanted, String file, Diagnostics diagnostics) {
    boolean same =
        wanted.columns().stream()
            .anyMatch(
                other ->
                    other.column().equals(column.column()) && other.path().equals(column.path()));
    if (!same) {
      diagnostics.add(
          file,
          1,
          1,
          "Column "
              + column.column().name()
              + " of source "
              + name
              + " was deployed as "
              + column.column().type()
              + (column.column().nullable() ? "" : ", required")
              + ", at /"
              + String.join("/", column.path())
              + ". Leave it as it is, and add a column of another name.");
    }
  }
}
