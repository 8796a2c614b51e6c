package dev.twofold.speed.job;

import dev.twofold.definition.Project;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.DeadLetterRetention;

/** What a batch run does with dead letters that are old, as a process. */
public final class ExpireDeadLetters {
  private ExpireDeadLetters() {}

  /** Takes what the speed layer takes, its {@code --replay} as the first epoch whose stay. */
  public static void main(String[] args) {
    Arguments arguments = Arguments.parse(args);
    expire(Project.load(arguments.project(), arguments.settings()), arguments.replay());
  }

  /** Returns of how many partitions' epochs some went. */
  static int expire(Project project, long floor) {
    try (CassandraSession session = CassandraSession.open(project.settings())) {
      return new DeadLetterRetention(session).dropBelow(project.sources().get(0).name(), floor);
    }
  }
}
