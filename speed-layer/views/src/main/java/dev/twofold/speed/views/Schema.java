package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.twofold.definition.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** The tables of a project's keyspace. */
final class Schema {
  private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");
  private static final Pattern VERSION = Pattern.compile("[0-9a-f]{1,32}");
  private static final String ONE_NODE = "{'class': 'SimpleStrategy', 'replication_factor': 1}";

  /** Name and columns of the tables that every keyspace has. */
  private static final Map<String, String> LEDGER =
      Map.ofEntries(
          Map.entry(
              "layout",
              "id int PRIMARY KEY, epoch_millis bigint, shards int, epochs_per_bucket bigint"),
          Map.entry(
              "incarnations",
              "source text, incarnation bigint, id uuid, topic_id text, from_epochs map<text, bigint>,"
                  + " started_at timestamp, erasures set<text>, PRIMARY KEY ((source), incarnation)"),
          Map.entry(
              "positions",
              "source text, incarnation bigint, part int, next_offset bigint, epoch bigint,"
                  + " leader_epoch int, recorded_at timestamp, backfill_below bigint, PRIMARY KEY ((source), incarnation, part)"),
          // Of a partition's epochs that are over, those that had records: where the last one ends.
          Map.entry(
              "epoch_ends",
              "source text, incarnation bigint, part int, epoch bigint, end_offset bigint,"
                  + " PRIMARY KEY ((source, incarnation, part), epoch)"),
          Map.entry(
              "seals",
              "source text, incarnation bigint, sealed_through bigint, PRIMARY KEY ((source), incarnation)"),
          Map.entry("floors", "view_version text PRIMARY KEY, floor bigint"),
          Map.entry(
              "buckets",
              "view_version text, bucket bigint, dropped boolean, PRIMARY KEY ((view_version), bucket)"),
          Map.entry(
              "dead_letters",
              "source text, topic_id text, part int, epoch bigint, record_offset bigint, reason text, raw blob,"
                  + " ingested_at timestamp, incarnation bigint,"
                  + " PRIMARY KEY ((source, topic_id, part, epoch), record_offset)"),
          Map.entry(
              "erasures",
              "source text, id text, condition text, topic_id text, below map<int, bigint>,"
                  + " PRIMARY KEY ((source), id)"),
          Map.entry("deployment", "id int PRIMARY KEY, number bigint, deployed text"),
          Map.entry(
              "dead_letter_partitions",
              "source text, epoch bigint, topic_id text, part int, PRIMARY KEY ((source), epoch, topic_id, part)"));

  private Schema() {}

  static void create(CqlSession cql, Settings.Cassandra settings) {
    String keyspace = settings.keyspace();
    if (keyspace == null || !KEYSPACE.matcher(keyspace).matches()) {
      throw new IllegalStateException(
          "Cannot use cassandra.keyspace \""
              + keyspace
              + "\": a keyspace's name is a lower-case letter, then up to 47 of a-z, 0-9 and _");
    }
    String replication = settings.replication() == null ? ONE_NODE : settings.replication();
    execute(
        cql, "CREATE KEYSPACE IF NOT EXISTS " + keyspace + " WITH replication = " + replication);
    Moment.KEYSPACE_CREATED.reached();
    for (String table : LEDGER.keySet().stream().sorted().toList()) {
      createTable(cql, keyspace, table, LEDGER.get(table));
      Moment.LEDGER_TABLE_CREATED.reached();
    }
    addColumn(cql, keyspace, "positions", "backfill_below", "bigint");
    addColumn(cql, keyspace, "incarnations", "erasures", "set<text>");
  }

  /** To a table that an earlier version has made. */
  private static void addColumn(
      CqlSession cql, String keyspace, String table, String column, String type) {
    if (!hasColumn(cql, keyspace, table, column)) {
      execute(
          cql,
          "ALTER TABLE %s.%s ADD IF NOT EXISTS %s %s".formatted(keyspace, table, column, type));
    }
  }

  /** The tables that every keyspace has. */
  static Set<String> ledgerTables() {
    return LEDGER.keySet();
  }

  private static boolean hasColumn(CqlSession cql, String keyspace, String table, String column) {
    return cql.execute(
                "SELECT type FROM system_schema.columns"
                    + " WHERE keyspace_name = ? AND table_name = ? AND column_name = ?",
                keyspace,
                table,
                column)
            .one()
        != null;
  }

  static String rowTable(String viewVersion, long bucket) {
    if (!VERSION.matcher(viewVersion).matches()) {
      throw new IllegalArgumentException("Cannot name a table for view version: " + viewVersion);
    }
    return "rows_" + viewVersion + "_" + (bucket < 0 ? "m" + -bucket : Long.toString(bucket));
  }

  static void createRowTable(CqlSession cql, String keyspace, String table) {
    createTable(
        cql,
        keyspace,
        table,
        "incarnation bigint, shard int, key blob, pane bigint, epoch bigint, state blob,"
            + " PRIMARY KEY ((incarnation, shard), key, pane, epoch)");
  }

  static void dropTable(CqlSession cql, String keyspace, String table) {
    execute(cql, "DROP TABLE IF EXISTS " + keyspace + "." + table);
  }

  /**
   * Two creators on two nodes must make one table, not two that shadow each other: the id follows
   * from the name.
   */
  private static void createTable(CqlSession cql, String keyspace, String table, String columns) {
    String name = keyspace + "." + table;
    UUID id = UUID.nameUUIDFromBytes(("twofold:" + name).getBytes(StandardCharsets.UTF_8));
    execute(cql, "CREATE TABLE IF NOT EXISTS %s (%s) WITH ID = %s".formatted(name, columns, id));
  }

  private static void execute(CqlSession cql, String statement) {
    cql.execute(
        SimpleStatement.newInstance(statement)
            .setTimeout(CassandraSession.SCHEMA_TIMEOUT)
            .setIdempotent(true));
  }
}
