package dev.twofold.speed.views;

import dev.twofold.definition.Settings;
import dev.twofold.stack.LocalStack;
import dev.twofold.stack.TestStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A new keyspace on the shared stack, and one view version in it. */
final class TestKeyspace implements AutoCloseable {
  static final String VERSION = "0123456789ab";
  static final String SOURCE = "clicks";
  static final long EPOCHS_PER_BUCKET = 10;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  final Settings settings =
      settings("rules_test_" + NUMBER.incrementAndGet(), 4, EPOCHS_PER_BUCKET);
  final CassandraSession session = CassandraSession.open(settings);
  final LedgerWriter ledger = new LedgerWriter(session, SOURCE);
  final CassandraRealtimeView view = new CassandraRealtimeView(session, SOURCE, VERSION);

  static Settings settings(String keyspace, int shards, long epochsPerBucket) {
    LocalStack stack = TestStack.shared();
    return new Settings(
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofMillis(25),
        new Settings.Kafka(null, Map.of()),
        new Settings.Cassandra(
            stack.cassandra().contactPointText(),
            stack.cassandra().localDatacenter(),
            keyspace,
            null,
            null,
            null,
            shards),
        null,
        new Settings.Retention(
            3, 16, epochsPerBucket, Duration.ofHours(1), Duration.ofDays(7), null),
        new Settings.Alerts(null),
        Map.of());
  }

  /** A state begins with its format and how many events it holds. */
  static RealtimeRow row(long epoch, int events) {
    byte[] state = {1, (byte) events};
    return new RealtimeRow(VERSION, new byte[] {1}, 0, epoch, state, events);
  }

  void write(RealtimeRow... rows) {
    RowWriter writer = new RowWriter(session, 1);
    List.of(rows).forEach(writer::add);
    writer.flush();
  }

  @Override
  public void close() {
    session.close();
  }
}
