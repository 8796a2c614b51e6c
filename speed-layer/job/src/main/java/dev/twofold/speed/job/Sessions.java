package dev.twofold.speed.job;

import dev.twofold.definition.Settings;
import dev.twofold.speed.views.CassandraSession;
import java.util.HashMap;
import java.util.Map;

/**
 * One Cassandra session a process, shared by the subtasks that run in it and closed with the last
 * of them.
 */
final class Sessions {
  private static final Map<Settings.Cassandra, Sessions> OPEN = new HashMap<>();

  private final CassandraSession session;
  private int users;

  private Sessions(CassandraSession session) {
    this.session = session;
  }

  /** Takes the session; give it back with {@link #release}. */
  static CassandraSession acquire(Settings settings) {
    synchronized (OPEN) {
      Sessions open =
          OPEN.computeIfAbsent(
              settings.cassandra(), key -> new Sessions(CassandraSession.open(settings)));
      open.users++;
      return open.session;
    }
  }

  static void release(Settings settings) {
    synchronized (OPEN) {
      Sessions open = OPEN.get(settings.cassandra());
      open.users--;
      if (open.users == 0) {
        OPEN.remove(settings.cassandra());
        open.session.close();
      }
    }
  }
}
