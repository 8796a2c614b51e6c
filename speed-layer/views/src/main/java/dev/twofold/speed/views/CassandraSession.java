package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.twofold.definition.Settings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A connection to the project's keyspace. Opening it makes the keyspace and the ledger's tables
 * where they are missing. Reads and writes are {@code LOCAL_QUORUM}. Thread-safe; one a process is
 * enough.
 */
public final class CassandraSession implements AutoCloseable {
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  static final Duration SCHEMA_TIMEOUT = Duration.ofSeconds(60);
  private static final int DEFAULT_PORT = 9042;
  private static final Duration SCHEMA_WINDOW = Duration.ofMillis(10);

  private final CqlSession cql;
  private final String keyspace;
  private final Layout layout;
  private final RowTables tables = new RowTables(this);
  private final Map<String, PreparedStatement> prepared = new ConcurrentHashMap<>();

  private CassandraSession(CqlSession cql, String keyspace, Layout layout) {
    this.cql = cql;
    this.keyspace = keyspace;
    this.layout = layout;
  }

  /**
   * Connects, and makes what is missing.
   *
   * @throws IllegalStateException where the keyspace was laid out with other settings that are
   *     fixed for its life
   * @throws UnreachableException where Cassandra does not answer; a retry is safe
   */
  public static CassandraSession open(Settings settings) {
    Settings.Cassandra cassandra = settings.cassandra();
    if (cassandra == null || cassandra.contactPoints() == null) {
      throw new IllegalStateException(
          "Cannot connect to Cassandra: cassandra.contact_points is not set in twofold.yaml");
    }
    CqlSession cql = connect(cassandra);
    try {
      Schema.create(cql, cassandra);
      Layout layout = Layout.agree(cql, cassandra.keyspace(), Layout.of(settings));
      Moment.LAYOUT_AGREED.reached();
      return new CassandraSession(cql, cassandra.keyspace(), layout);
    } catch (RuntimeException e) {
      cql.close();
      throw e;
    }
  }

  /**
   * A session on a connection that others own, to read with: nothing is made, nothing is checked.
   */
  static CassandraSession on(CqlSession cql, Settings settings) {
    return new CassandraSession(cql, settings.cassandra().keyspace(), Layout.of(settings));
  }

  /** Connects, and no more. */
  static CqlSession connect(Settings.Cassandra cassandra) {
    DriverConfigLoader config =
        DriverConfigLoader.programmaticBuilder(CassandraSession.class.getClassLoader())
            .withString(
                DefaultDriverOption.REQUEST_CONSISTENCY,
                DefaultConsistencyLevel.LOCAL_QUORUM.name())
            .withString(
                DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY,
                ConsistencyLevel.LOCAL_SERIAL.name())
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, REQUEST_TIMEOUT)
            .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, REQUEST_TIMEOUT)
            .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, REQUEST_TIMEOUT)
            .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, REQUEST_TIMEOUT)
            .withDuration(DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, SCHEMA_TIMEOUT)
            .withStringList(
                DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES,
                List.of(cassandra.keyspace()))
            // Who makes a table waits for the driver to see it, by default a second for more to
            // come.
            .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, SCHEMA_WINDOW)
            .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
            .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5))
            // Otherwise close() waits two seconds for traffic that cannot come.
            .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
            .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
            .withInt(DefaultDriverOption.NETTY_IO_SIZE, 2)
            .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
            .build();
    CqlSessionBuilder builder =
        CqlSession.builder()
            .withConfigLoader(config)
            .addContactPoints(addresses(cassandra.contactPoints()))
            .withLocalDatacenter(cassandra.localDatacenter());
    if (cassandra.username() != null) {
      builder.withAuthCredentials(cassandra.username(), cassandra.password());
    }
    try {
      return builder.build();
    } catch (AllNodesFailedException e) {
      // The driver's own message is a page of every node's every attempt.
      throw new UnreachableException(cassandra.contactPoints(), e);
    }
  }

  static List<InetSocketAddress> addresses(String contactPoints) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String point : contactPoints.split(",", -1)) {
      String trimmed = point.trim();
      int colon = trimmed.lastIndexOf(':');
      try {
        addresses.add(
            colon < 0
                ? new InetSocketAddress(trimmed, DEFAULT_PORT)
                : new InetSocketAddress(
                    trimmed.substring(0, colon), Integer.parseInt(trimmed.substring(colon + 1))));
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(
            "Cannot read cassandra.contact_points: \"" + trimmed + "\" is not host:port", e);
      }
    }
    return addresses;
  }

  CqlSession cql() {
    return cql;
  }

  String keyspace() {
    return keyspace;
  }

  Layout layout() {
    return layout;
  }

  RowTables tables() {
    return tables;
  }

  /**
   * Prepares a statement once; {@code %s} in it is the keyspace. All of Twofold's statements are
   * idempotent.
   */
  PreparedStatement prepare(String statement) {
    return prepared.computeIfAbsent(
        statement,
        text ->
            cql.prepare(
                SimpleStatement.newInstance(text.replace("%s", keyspace)).setIdempotent(true)));
  }

  @Override
  public void close() {
    cql.close();
  }
}
