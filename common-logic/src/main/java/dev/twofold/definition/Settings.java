package dev.twofold.definition;

import java.io.Serializable;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;

/**
 * The settings of {@code twofold.yaml}, with their defaults. Times are positive. Kafka, Cassandra
 * and the warehouse of the embedded default are null until the local stack fills them in by
 * overrides.
 *
 * @param epoch length of an epoch; fixed for the life of the project's sources
 * @param grace how far behind the clock a cut stays
 * @param checkpointInterval of the speed layer
 * @param schedule by source; a source that is not in it runs by hand
 * @param flushInterval how long the speed layer combines locally before it passes states on
 */
public record Settings(
    Duration epoch,
    Duration grace,
    Duration checkpointInterval,
    Duration flushInterval,
    Kafka kafka,
    Cassandra cassandra,
    Warehouse warehouse,
    Retention retention,
    Alerts alerts,
    Map<String, Schedule> schedule)
    implements Serializable {
  /**
   * @param bootstrap host:port, comma-separated
   * @param properties passed on to every client as they are
   */
  public record Kafka(String bootstrap, Map<String, String> properties) implements Serializable {}

  /**
   * @param contactPoints host:port, comma-separated
   * @param username null for none
   * @param replication CQL of the keyspace's replication, "{'class': 'SimpleStrategy',
   *     'replication_factor': 1}" by default
   * @param shards how many partitions each real-time view's table spreads over
   */
  public record Cassandra(
      String contactPoints,
      String localDatacenter,
      String keyspace,
      String username,
      String password,
      String replication,
      int shards)
      implements Serializable {}

  /**
   * An Iceberg catalog.
   *
   * @param type "jdbc" by default; else what Iceberg's {@code CatalogUtil} takes: rest, hive, glue,
   *     hadoop, or a class name
   * @param uri of the catalog; jdbc:sqlite:LOCATION/catalog.db by default
   * @param location root of the tables' files
   * @param properties passed on to the catalog as they are
   */
  public record Warehouse(String type, String uri, String location, Map<String, String> properties)
      implements Serializable {}

  /**
   * @param generations how many generations of a batch view stay queryable; a merge of segments is
   *     one too
   * @param segments into how many a batch run merges those of a view that were reconciled; see
   *     {@link dev.twofold.view.MergePolicy}
   * @param epochsPerBucket real-time rows expire by whole tables of this many epochs
   * @param longestQuery the files of a generation that was let go stay as long, for queries that
   *     began before; so does a snapshot of the master dataset once there is a newer one
   * @param versions how long a version of a view whose name another took stays, to roll back to
   * @param deadLetters how old dead letters become, in both layers; null where they never expire
   */
  public record Retention(
      int generations,
      int segments,
      long epochsPerBucket,
      Duration longestQuery,
      Duration versions,
      Duration deadLetters)
      implements Serializable {}

  /**
   * Who is told when something is wrong.
   *
   * @param webhook URL that alerts are posted to, as JSON; null for none
   */
  public record Alerts(String webhook) implements Serializable {}

  /**
   * When a source's batch runs are.
   *
   * @param cron seven fields as Quartz has them, seconds first
   * @param zone whose local time that is
   * @param retries how often a failed run is tried again
   * @param retryAfter how long before the first of them; twice as long before each that follows
   */
  public record Schedule(String cron, ZoneId zone, int retries, Duration retryAfter)
      implements Serializable {}
}
