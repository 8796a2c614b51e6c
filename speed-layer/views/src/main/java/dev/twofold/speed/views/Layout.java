package dev.twofold.speed.views;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.twofold.definition.Settings;
import java.util.Arrays;

/**
 * How rows are spread over tables and partitions: fixed for the life of a keyspace, because every
 * row's place follows from it. The keyspace remembers what it was made with.
 *
 * @param epochMillis length of an epoch
 * @param shards partitions that each table's rows of an incarnation spread over, at least 1
 * @param epochsPerBucket epochs whose rows share a table, at least 1
 */
record Layout(long epochMillis, int shards, long epochsPerBucket) {
  Layout {
    if (epochMillis < 1 || shards < 1 || epochsPerBucket < 1) {
      throw new IllegalArgumentException(
          "Cannot lay out real-time views: the epoch (%d ms), cassandra.shards (%d) and retention.epochs_per_bucket (%d) must be positive"
              .formatted(epochMillis, shards, epochsPerBucket));
    }
  }

  static Layout of(Settings settings) {
    return new Layout(
        settings.epoch().toMillis(),
        settings.cassandra().shards(),
        settings.retention().epochsPerBucket());
  }

  /** The table's bucket that rows of the epoch are in. */
  long bucket(long epoch) {
    return Math.floorDiv(epoch, epochsPerBucket);
  }

  /** The first epoch of a bucket. */
  long firstEpoch(long bucket) {
    return Math.multiplyExact(bucket, epochsPerBucket);
  }

  /** The partition of a key, in {@code [0, shards)}. Stored rows depend on it: it never changes. */
  int shard(byte[] key) {
    int hash = Arrays.hashCode(key);
    hash ^= hash >>> 16;
    hash *= 0x85ebca6b;
    hash ^= hash >>> 13;
    hash *= 0xc2b2ae35;
    hash ^= hash >>> 16;
    return Math.floorMod(hash, shards);
  }

  /**
   * Makes the keyspace remember this layout, or checks that it remembers the same.
   *
   * @throws IllegalStateException where it was made with another
   */
  static Layout agree(CqlSession cql, String keyspace, Layout wanted) {
    Layout stored = read(cql, keyspace);
    if (stored == null) {
      cql.execute(
          SimpleStatement.newInstance(
              "INSERT INTO "
                  + keyspace
                  + ".layout (id, epoch_millis, shards, epochs_per_bucket)"
                  + " VALUES (0, ?, ?, ?) IF NOT EXISTS",
              wanted.epochMillis,
              wanted.shards,
              wanted.epochsPerBucket));
      stored = read(cql, keyspace);
    }
    stored.check(keyspace, wanted);
    return stored;
  }

  /**
   * Checks that a keyspace that remembers this layout can be used with another's settings.
   *
   * @throws IllegalStateException where it cannot
   */
  void check(String keyspace, Layout wanted) {
    if (!wanted.equals(this)) {
      throw new IllegalStateException(
          ("Cannot use keyspace %s: it was made with epoch %d ms, cassandra.shards %d and retention.epochs_per_bucket %d,"
                  + " and twofold.yaml now says %d ms, %d and %d. These are fixed for the life of a keyspace:"
                  + " set them back, or name a new one in cassandra.keyspace")
              .formatted(
                  keyspace,
                  epochMillis,
                  shards,
                  epochsPerBucket,
                  wanted.epochMillis,
                  wanted.shards,
                  wanted.epochsPerBucket));
    }
  }

  /** What the keyspace remembers; null where it was never used. */
  static Layout read(CqlSession cql, String keyspace) {
    Row row =
        cql.execute(
                SimpleStatement.newInstance(
                        "SELECT epoch_millis, shards, epochs_per_bucket FROM "
                            + keyspace
                            + ".layout WHERE id = 0")
                    .setConsistencyLevel(
                        com.datastax.oss.driver.api.core.ConsistencyLevel.LOCAL_SERIAL))
            .one();
    return row == null ? null : new Layout(row.getLong(0), row.getInt(1), row.getLong(2));
  }
}
