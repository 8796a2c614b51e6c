package dev.twofold.speed.job;

import dev.twofold.definition.Project;
import dev.twofold.erasure.Erasure;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.RealtimeErasures;
import java.util.List;

/** What {@code twofold forget} does in the keyspace, as a process. */
public final class EraseRows {
  static final String CONDITION = "\"user\" < 250";

  private EraseRows() {}

  /** Takes what the speed layer takes. Erases what the topic holds now. */
  public static void main(String[] args) {
    Arguments arguments = Arguments.parse(args);
    erase(Project.load(arguments.project(), arguments.settings()));
  }

  /** Returns how many incarnations answer for nothing any more. */
  static int erase(Project project) {
    var source = project.source("clicks");
    try (CassandraSession session = CassandraSession.open(project.settings());
        TopicLog log = new TopicLog(project.settings().kafka(), source.topic())) {
      RealtimeErasures erasures = new RealtimeErasures(session, source.name());
      erasures.record(List.of(Erasure.of(CONDITION, log.topicId(), log.ends(log.partitions()))));
      return erasures.eraseRows(project.views().stream().map(Fold::version).toList());
    }
  }
}
