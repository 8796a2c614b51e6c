package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.twofold.definition.Settings;
import dev.twofold.fold.Fold;
import dev.twofold.view.Ledger;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A look at a project's keyspace that changes nothing in it. */
public final class KeyspaceLook implements AutoCloseable {
  private final Settings settings;
  private final CqlSession cql;

  private KeyspaceLook(Settings settings, CqlSession cql) {
    this.settings = settings;
    this.cql = cql;
  }

  /**
   * @throws UnreachableException where Cassandra does not answer
   */
  public static KeyspaceLook at(Settings settings) {
    return new KeyspaceLook(settings, CassandraSession.connect(settings.cassandra()));
  }

  /** The clock of the node that answers. */
  public Instant clock() {
    Row row = cql.execute("SELECT toTimestamp(now()) FROM system.local").one();
    return row.getInstant(0);
  }

  /** Whether the keyspace was made: by the first start of the speed layer. */
  public boolean exists() {
    return cql.execute(
                "SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?",
                keyspace())
            .one()
        != null;
  }

  /** Those of its tables that are not there, but for rows. */
  public Set<String> missingTables() {
    Set<String> missing = new TreeSet<>(Schema.ledgerTables());
    cql.execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", keyspace())
        .forEach(row -> missing.remove(row.getString(0)));
    return missing;
  }

  /** Why the keyspace cannot be used with the project's settings; empty where it can. */
  public Optional<String> conflict() {
    Layout stored = Layout.read(cql, keyspace());
    if (stored == null) {
      return Optional.empty();
    }
    try {
      stored.check(keyspace(), Layout.of(settings));
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The ledger as a view sees it. */
  public Ledger ledger(Fold view) {
    return new LedgerReader(CassandraSession.on(cql, settings), view.source()).read(view.version());
  }

  private String keyspace() {
    return settings.cassandra().keyspace();
  }

  @Override
  public void close() {
    cql.close();
  }
}
