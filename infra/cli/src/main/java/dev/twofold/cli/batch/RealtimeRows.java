package dev.twofold.cli.batch;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Project;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.Retention;
import dev.twofold.view.Generation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The real-time rows of a project's views, once batch runs have let generations go. */
record RealtimeRows(Project project) {

  /**
   * Lets go of those that no retained generation needs.
   *
   * @return how many tables were dropped
   */
  int dropUnneeded() throws IOException {
    Map<String, List<Generation>> retained = retained();
    if (retained.isEmpty()) {
      return 0;
    }
    int dropped = 0;
    try (CassandraSession session = CassandraSession.open(project.settings())) {
      Retention retention = new Retention(session);
      for (Map.Entry<String, List<Generation>> version : retained.entrySet()) {
        dropped += retention.dropBehind(version.getKey(), version.getValue());
      }
    }
    return dropped;
  }

  /**
   * The generations that can be pinned, by view version. Versions of one meaning share their rows:
   * one that has no generation yet needs them all.
   */
  private Map<String, List<Generation>> retained() throws IOException {
    Map<String, List<Generation>> retained = new TreeMap<>();
    Set<String> needAll = new HashSet<>();
    try (Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name())) {
      for (Fold view : project.versions()) {
        List<Generation> generations =
            warehouse.findView(view).map(BatchViewTable::generations).orElse(List.of());
        if (generations.isEmpty()) {
          needAll.add(view.version());
        }
        retained.computeIfAbsent(view.version(), v -> new ArrayList<>()).addAll(generations);
      }
    }
    retained.keySet().removeAll(needAll);
    return retained;
  }
}
