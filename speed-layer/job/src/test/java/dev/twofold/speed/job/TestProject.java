package dev.twofold.speed.job;

import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EffectiveEpochs;
import dev.twofold.epoch.EpochRange;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyWriter;
import dev.twofold.fold.State;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.stack.LocalStack;
import dev.twofold.stack.TestStack;
import dev.twofold.view.Ledger;
import dev.twofold.view.Slice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A project of two views over one topic of its own, on the shared stack, with what its rows ought
 * to be.
 */
final class TestProject implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  final String name = "speed_test_" + NUMBER.incrementAndGet();
  final String topic = name.replace('_', '-');
  final Path folder;
  final Path state;
  final Project project;
  private final LocalStack stack = TestStack.shared();
  private final KafkaProducer<byte[], byte[]> producer;
  private final CassandraSession cassandra;

  TestProject(Path under, int partitions) {
    this(under, partitions, Map.of("message.timestamp.type", "LogAppendTime"));
  }

  TestProject(Path under, int partitions, Map<String, String> topicSettings) {
    folder = under.resolve("project");
    state = under.resolve("state");
    write(
        "twofold.yaml",
        """
        name: %s
        epoch: 2s
        grace: 500ms
        checkpoint_interval: 500ms
        flush_interval: 25ms
        cassandra: {shards: 4}
        retention: {epochs_per_bucket: 10}
        """
            .formatted(name));
    write(
        "sources/clicks.yaml",
        """
        topic: %s
        partitions: %d
        format: json
        event_time: at
        columns:
          - {name: at, type: TIMESTAMP, required: true}
          - {name: page, type: VARCHAR}
          - {name: user, type: BIGINT}
          - {name: spent, type: DOUBLE}
        """
            .formatted(topic, partitions));
    write(
        "views/by_page.sql",
        """
        SELECT page, COUNT(*) AS clicks, SUM(spent) AS spent, COUNT(DISTINCT "user") AS users
        FROM clicks
        GROUP BY page, TUMBLE("at", INTERVAL '1' MINUTE)
        """);
    write(
        "views/totals.sql",
        """
        SELECT COUNT(*) AS clicks, APPROX_COUNT_DISTINCT("user") AS users, MAX(spent) AS most
        FROM clicks
        WHERE spent > 1
        GROUP BY TUMBLE("at", INTERVAL '1' HOUR)
        """);
    createTopic(partitions, topicSettings);
    project = Project.load(folder, settings());
    producer =
        new KafkaProducer<>(
            properties(Map.of("acks", "all", "linger.ms", "5")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    cassandra = CassandraSession.open(project.settings());
  }

  private void write(String file, String text) {
    try {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void createTopic(int partitions, Map<String, String> settings) {
    try (Admin admin = Admin.create(properties(Map.of()))) {
      admin
          .createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
          .all()
          .get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  Map<String, String> settings() {
    return Map.of(
        "kafka.bootstrap", stack.kafka().bootstrap(),
        "cassandra.contact_points", stack.cassandra().contactPointText(),
        "cassandra.local_datacenter", stack.cassandra().localDatacenter());
  }

  Properties properties(Map<String, String> more) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", stack.kafka().bootstrap());
    properties.putAll(more);
    return properties;
  }

  CassandraSession cassandra() {
    return cassandra;
  }

  SourceDefinition source() {
    return project.source("clicks");
  }

  static String click(long at, String page, long user, double spent) {
    return "{\"at\": %d, \"page\": \"%s\", \"user\": %d, \"spent\": %s}"
        .formatted(at, page, user, spent);
  }

  void send(int partition, String value) {
    producer.send(
        new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8)));
  }

  /** A producer of transactions, ready for its first. */
  KafkaProducer<byte[], byte[]> transactional() {
    KafkaProducer<byte[], byte[]> transactional =
        new KafkaProducer<>(
            properties(Map.of("transactional.id", name)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    transactional.initTransactions();
    return transactional;
  }

  void flush() {
    producer.flush();
  }

  CassandraRealtimeView view(Fold fold) {
    return new CassandraRealtimeView(cassandra, "clicks", fold.version());
  }

  Ledger ledger() {
    return view(project.views().get(0)).ledger();
  }

  /** The offset after the last record of each partition. */
  Map<Integer, Long> ends() {
    try (TopicLog log = new TopicLog(project.settings().kafka(), topic)) {
      return log.ends(log.partitions());
    }
  }

  /**
   * Every row that the log's records make, by view, epoch, key and pane: what one fold in memory
   * says.
   */
  Map<String, String> expected() {
    Map<String, State> states = new HashMap<>();
    Map<String, Fold> folds = new HashMap<>();
    EffectiveEpochs epochs = new EffectiveEpochs(project.clock());
    var decoder = Project.decoder(source(), false);
    Row row = new Row(source().columns().size());
    KeyWriter key = new KeyWriter();
    for (ConsumerRecord<byte[], byte[]> record : committed()) {
      long epoch = epochs.next(record.partition(), record.timestamp());
      if (decoder.decode(record.value(), row) == null) {
        for (Fold fold : project.views()) {
          if (fold.accepts(row)) {
            fold.key(row, key);
            String id = id(fold, epoch, key.toBytes(), fold.pane(row));
            folds.put(id, fold);
            fold.add(row, states.computeIfAbsent(id, i -> fold.newState()));
          }
        }
      }
    }
    Map<String, String> rows = new TreeMap<>();
    states.forEach((id, state) -> rows.put(id, hex(folds.get(id).encode(state))));
    return rows;
  }

  /** The epochs of the log's records. */
  SortedSet<Long> epochs() {
    SortedSet<Long> seen = new TreeSet<>();
    EffectiveEpochs epochs = new EffectiveEpochs(project.clock());
    committed().forEach(r -> seen.add(epochs.next(r.partition(), r.timestamp())));
    return seen;
  }

  private List<ConsumerRecord<byte[], byte[]>> committed() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            properties(Map.of("isolation.level", "read_committed")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      Map<Integer, Long> ends = ends();
      List<TopicPartition> all =
          ends.keySet().stream().map(p -> new TopicPartition(topic, p)).toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.get(p.partition()))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  /** Every row that an incarnation has, in the same form as {@link #expected}. */
  Map<String, String> actual(long incarnation) {
    Map<String, String> rows = new TreeMap<>();
    for (Fold fold : project.views()) {
      for (long epoch : epochs()) {
        view(fold)
            .read(
                incarnation,
                new EpochRange(epoch, epoch + 1),
                Slice.everything(),
                (key, pane, state) -> rows.put(id(fold, epoch, key, pane), hex(state)));
      }
    }
    return rows;
  }

  private static String id(Fold fold, long epoch, byte[] key, long pane) {
    return fold.view() + " " + epoch + " " + hex(key) + " " + pane;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    cassandra.close();
  }
}
