package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.twofold.definition.Deployment;

/**
 * What is deployed of a project as the speed layer knows it: a copy of what the warehouse holds,
 * since the speed layer does not read that. Thread-safe.
 */
public final class RealtimeDeployment {
  private static final int ONLY_ROW = 0;
  private static final String NUMBER = "SELECT number FROM %s.deployment WHERE id = ?";
  private static final String CURRENT = "SELECT deployed FROM %s.deployment WHERE id = ?";

  /** Of two that are written at once the later deployment stays, whichever comes last. */
  private static final String WRITE =
      "INSERT INTO %s.deployment (id, number, deployed) VALUES (?, ?, ?) USING TIMESTAMP ?";

  private final CassandraSession session;

  public RealtimeDeployment(CassandraSession session) {
    this.session = session;
  }

  /** What is deployed; {@link Deployment#NONE} before the first. */
  public Deployment current() {
    Row row = session.cql().execute(session.prepare(CURRENT).bind(ONLY_ROW)).one();
    return row == null ? Deployment.NONE : Deployment.parse(row.getString(0));
  }

  /** Its number; 0 before the first. Cheaper than all of it, for those who look again and again. */
  public long number() {
    Row row = session.cql().execute(session.prepare(NUMBER).bind(ONLY_ROW)).one();
    return row == null ? 0 : row.getLong(0);
  }

  /** Puts it in place of an earlier one; does nothing where a later one is there. */
  public void write(Deployment deployment) {
    if (deployment.number() <= number()) {
      return;
    }
    session
        .cql()
        .execute(
            session
                .prepare(WRITE)
                .bind(ONLY_ROW, deployment.number(), deployment.text(), deployment.number()));
    Moment.DEPLOYMENT_COPIED.reached();
  }
}
