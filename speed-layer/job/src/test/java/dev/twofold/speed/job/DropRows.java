package dev.twofold.speed.job;

import dev.twofold.definition.Project;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.Retention;
import dev.twofold.view.Generation;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a batch run does with the rows that its generations replace, as a process. */
public final class DropRows {
  private DropRows() {}

  /** Takes what the speed layer takes, its {@code --replay} as the seam of the only generation. */
  public static void main(String[] args) {
    Arguments arguments = Arguments.parse(args);
    drop(Project.load(arguments.project(), arguments.settings()), arguments.replay());
  }

  /** Returns how many tables went. */
  static int drop(Project project, long seam) {
    Generation generation =
        new Generation(1, 1, seam, "t", Map.of(), List.of(), Instant.EPOCH, "test", 0);
    int dropped = 0;
    try (CassandraSession session = CassandraSession.open(project.settings())) {
      for (Fold view : project.views()) {
        dropped += new Retention(session).dropBehind(view.version(), List.of(generation));
      }
    }
    return dropped;
  }
}
