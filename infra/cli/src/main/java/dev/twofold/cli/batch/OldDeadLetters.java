package dev.twofold.cli.batch;

import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.DeadLetterRetention;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The speed layer's dead letters, once batch runs have let their own of the same epochs go. */
record OldDeadLetters(Project project) {

  /**
   * Deletes them.
   *
   * @return of how many partitions' epochs there were some
   */
  int delete() throws IOException {
    Map<String, Long> floors = floors();
    if (floors.isEmpty()) {
      return 0;
    }
    int deleted = 0;
    try (CassandraSession session = CassandraSession.open(project.settings())) {
      DeadLetterRetention retention = new DeadLetterRetention(session);
      for (Map.Entry<String, Long> source : floors.entrySet()) {
        deleted += retention.dropBelow(source.getKey(), source.getValue());
      }
    }
    return deleted;
  }

  /** By source, of those whose dead letters expire. */
  private Map<String, Long> floors() throws IOException {
    Map<String, Long> floors = new TreeMap<>();
    try (Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name())) {
      for (SourceDefinition source : project.sources()) {
        warehouse
            .findMaster(source)
            .map(master -> master.version().deadLettersFrom())
            .filter(floor -> floor > Long.MIN_VALUE)
            .ifPresent(floor -> floors.put(source.name(), floor));
      }
    }
    return floors;
  }
}
