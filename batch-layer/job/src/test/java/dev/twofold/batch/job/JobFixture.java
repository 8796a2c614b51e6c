package dev.twofold.batch.job;

import dev.twofold.batch.views.IcebergBatchView;
import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.event.EventDecoder;
import dev.twofold.fold.Fold;
import dev.twofold.fold.PreAggregator;
import dev.twofold.stack.TestStack;
import dev.twofold.view.BatchView;
import dev.twofold.view.Slice;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A project of its own with a topic of its own in the shared Kafka, and a warehouse in a folder.
 */
final class JobFixture {
  static final int PARTITIONS = 3;

  final String topic = "sales-" + UUID.randomUUID();
  final Path folder;
  private final Path definition;

  JobFixture(Path folder) throws IOException {
    this.folder = folder;
    definition = folder.resolve("project");
    write("twofold.yaml", "name: shop\nepoch: 1s\ngrace: 200ms\n");
    write(
        "sources/sales.yaml",
        """
        topic: %s
        partitions: %d
        format: json
        event_time: sold_at
        columns:
          - {name: sold_at, type: TIMESTAMP, required: true}
          - {name: shop, type: VARCHAR}
          - {name: online, type: BOOLEAN}
          - {name: amount, type: "DECIMAL(12, 2)"}
          - {name: items, type: BIGINT}
          - {name: weight, type: DOUBLE}
          - {name: buyer, type: VARCHAR}
        """
            .formatted(topic, PARTITIONS));
    view(
        "sales_by_shop",
        """
        SELECT shop, online, COUNT(*) AS sales, SUM(amount) AS amount, MAX(items) AS most,
               SUM(weight) AS weight, APPROX_COUNT_DISTINCT(buyer) AS buyers
        FROM sales
        GROUP BY shop, online, TUMBLE(sold_at, INTERVAL '1' MINUTE)
        """);
    view(
        "online_buyers",
        """
        SELECT COUNT(DISTINCT buyer) AS buyers, MIN(sold_at) AS first_sale
        FROM sales
        WHERE online
        GROUP BY TUMBLE(sold_at, INTERVAL '10' MINUTE)
        """);
  }

  void view(String name, String sql) throws IOException {
    write("views/" + name + ".sql", sql);
  }

  /** The source gains a column. */
  void addColumn(String name, String type) throws IOException {
    Path source = definition.resolve("sources/sales.yaml");
    Files.writeString(
        source, Files.readString(source) + "  - {name: " + name + ", type: " + type + "}\n");
  }

  private void write(String name, String text) throws IOException {
    Path file = definition.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", TestStack.shared().kafka().bootstrap()));
  }

  JobFixture createTopic(Map<String, String> config) throws Exception {
    try (Admin admin = admin()) {
      NewTopic created = new NewTopic(topic, PARTITIONS, (short) 1).configs(config);
      admin.createTopics(List.of(created)).all().get();
      awaitLeaders(admin);
    }
    return this;
  }

  /** Waits until the broker leads the partitions: a producer that is faster stumbles. */
  private void awaitLeaders(Admin admin) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> request = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      request.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    for (int attempt = 0; attempt < 100; attempt++) {
      try {
        admin.listOffsets(request).all().get();
        return;
      } catch (ExecutionException e) {
        Thread.sleep(100);
      }
    }
  }

  JobFixture createTopic() throws Exception {
    return createTopic(Map.of("message.timestamp.type", "LogAppendTime"));
  }

  void send(List<String> events) throws ExecutionException, InterruptedException {
    Properties properties = producerProperties();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      send(producer, events);
    }
  }

  /** Sends the events, over all partitions, and waits until Kafka has them. */
  void send(KafkaProducer<byte[], byte[]> producer, List<String> events)
      throws ExecutionException, InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      sent.add(producer.send(record(i % PARTITIONS, events.get(i))));
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  static Properties producerProperties() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", TestStack.shared().kafka().bootstrap());
    properties.put("acks", "all");
    properties.put("delivery.timeout.ms", "20000");
    properties.put("request.timeout.ms", "10000");
    return properties;
  }

  private ProducerRecord<byte[], byte[]> record(int partition, String event) {
    return new ProducerRecord<>(topic, partition, null, event.getBytes(StandardCharsets.UTF_8));
  }

  static List<String> events(int seed, int count) {
    Random random = new Random(seed);
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int shop = random.nextInt(20);
      events.add(
          String.format(
              Locale.ROOT,
              "{\"sold_at\": \"2026-11-23T07:%02d:%02dZ\", %s\"online\": %s, \"amount\": %d.%02d,"
                  + " \"items\": %d, \"weight\": %.3f, \"buyer\": \"b%d\"}",
              random.nextInt(30),
              random.nextInt(60),
              shop == 0 ? "" : "\"shop\": \"shöp " + shop + "\", ",
              random.nextBoolean(),
              random.nextInt(1000),
              random.nextInt(100),
              random.nextInt(9) - 4,
              random.nextDouble(),
              random.nextInt(500)));
    }
    return events;
  }

  /** Waits until all that was sent lies behind the cut that a run would make. */
  static void passCut() throws InterruptedException {
    Thread.sleep(1300);
  }

  private List<String> settings() {
    return List.of(
        "--project",
        definition.toString(),
        "--set",
        "kafka.bootstrap=" + TestStack.shared().kafka().bootstrap(),
        "--set",
        "warehouse.location=" + folder.resolve("warehouse"));
  }

  Project project() {
    return Project.load(
        definition,
        Map.of(
            "kafka.bootstrap", TestStack.shared().kafka().bootstrap(),
            "warehouse.location", folder.resolve("warehouse").toString()));
  }

  Fold fold(String view) {
    return project().views().stream().filter(v -> v.view().equals(view)).findFirst().orElseThrow();
  }

  /** Runs a command of the job in this JVM. Returns its exit code. */
  int job(String... command) {
    List<String> arguments = new ArrayList<>(Arrays.asList(command));
    arguments.addAll(settings());
    return BatchJob.execute(arguments.toArray(String[]::new));
  }

  /** Starts a command of the job in a JVM of its own. */
  Process startJob(Path output, String... command) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptions().split(" ")));
    line.addAll(List.of("-Xmx1g", "-Dspark.master=local[2]", "-cp"));
    Path target = TestStack.home().resolve("batch-layer/job/target");
    line.add(
        target.resolve("classes")
            + File.pathSeparator
            + Files.readString(target.resolve("classpath")).strip());
    line.add(BatchJob.class.getName());
    line.addAll(Arrays.asList(command));
    line.addAll(settings());
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** The current generation as text: a line a (key, pane), all segments merged. */
  Map<String, String> answer(String view) throws IOException {
    Fold fold = fold(view);
    try (Run run = new Run(project(), Progress.onStandardOutput())) {
      IcebergBatchView reader =
          new IcebergBatchView(run.warehouse(), fold, folder.resolve("cache"));
      reader.refresh();
      Map<String, String> merged = new TreeMap<>();
      Optional<BatchView.Pinned> current = reader.pinCurrent();
      current.ifPresent(
          pinned ->
              pinned.read(
                  Slice.everything(),
                  (key, pane, state) ->
                      merged.merge(name(key, pane), hex(state), (a, b) -> hex(merge(fold, a, b)))));
      return merged;
    }
  }

  /** What the answer has to be: the events folded in memory. Rejected ones are passed over. */
  Map<String, String> expected(String view, List<String> events) {
    Fold fold = fold(view);
    var source = project().source("sales");
    EventDecoder decoder = Project.decoder(source, false);
    Row row = new Row(source.columns().size());
    Map<String, String> states = new TreeMap<>();
    PreAggregator map =
        new PreAggregator(
            fold,
            Integer.MAX_VALUE,
            (key, pane, epoch, state) -> states.put(name(key, pane), hex(fold.encode(state))));
    for (String event : events) {
      if (decoder.decode(event.getBytes(StandardCharsets.UTF_8), row) == null) {
        map.add(row, 0);
      }
    }
    map.flush();
    return states;
  }

  private static byte[] merge(Fold fold, String a, String b) {
    var state = fold.decode(HexFormat.of().parseHex(a));
    fold.merge(HexFormat.of().parseHex(b), state);
    return fold.encode(state);
  }

  private static String name(byte[] key, long pane) {
    return hex(key) + "@" + pane;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
