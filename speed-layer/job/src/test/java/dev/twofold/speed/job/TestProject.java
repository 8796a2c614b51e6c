package dev.twofold.speed.job;

import dev.twofold.definition.Deployment;
import dev.twofold.definition.DeploymentPlan;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.RealtimeDeployment;
import dev.twofold.stack.LocalStack;
import dev.twofold.stack.TestStack;
import dev.twofold.view.Incarnation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A project of two views over one topic of its own, on the shared stack, with what its rows ought
 * to be.
 */
final class TestProject implements AutoCloseable {
  static final Map<String, String> LOG_APPEND_TIME =
      Map.of("message.timestamp.type", "LogAppendTime");
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  final String name = "speed_test_" + NUMBER.incrementAndGet();
  final TestTopic topic = new TestTopic(name.replace('_', '-'));
  final Path folder;
  final Path state;
  private final LocalStack stack = TestStack.shared();
  private CassandraSession cassandra;
  private Map<String, String> settings;
  private Project project;

  TestProject(Path under, int partitions) {
    this(under, partitions, LOG_APPEND_TIME);
  }

  TestProject(Path under, int partitions, Map<String, String> topicSettings) {
    folder = under.resolve("project");
    state = under.resolve("state");
    settings =
        Map.of(
            "kafka.bootstrap", stack.kafka().bootstrap(),
            "cassandra.contact_points", stack.cassandra().contactPointText(),
            "cassandra.local_datacenter", stack.cassandra().localDatacenter());
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
            .formatted(topic.name, partitions));
    topic.create(partitions, topicSettings);
    addView(
        "by_page",
        """
        SELECT page, COUNT(*) AS clicks, SUM(spent) AS spent, COUNT(DISTINCT "user") AS users
        FROM clicks
        GROUP BY page, TUMBLE("at", INTERVAL '1' MINUTE)
        """);
    addView(
        "totals",
        """
        SELECT COUNT(*) AS clicks, APPROX_COUNT_DISTINCT("user") AS users, MAX(spent) AS most
        FROM clicks
        WHERE spent > 1
        GROUP BY TUMBLE("at", INTERVAL '1' HOUR)
        """);
  }

  void write(String file, String text) {
    try {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a setting in place of the file's; before anything runs, where it is fixed for life. */
  TestProject with(String setting, String value) {
    settings = new LinkedHashMap<>(settings);
    settings.put(setting, value);
    project = Project.load(folder, settings);
    return this;
  }

  void addView(String view, String sql) {
    write("views/" + view + ".sql", sql);
    project = Project.load(folder, settings);
  }

  /** Deploys the folder: the speed layer follows. */
  void deploy() {
    RealtimeDeployment register = new RealtimeDeployment(cassandra());
    Project wanted = Project.load(folder, settings);
    Deployment deployed =
        DeploymentPlan.of(register.current(), wanted, System.currentTimeMillis()).next();
    register.write(deployed);
    project = wanted.as(deployed);
  }

  void removeView(String view) {
    remove("views/" + view + ".sql");
  }

  void remove(String file) {
    try {
      Files.delete(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    project = Project.load(folder, settings);
  }

  Project project() {
    return project;
  }

  Map<String, String> settings() {
    return settings;
  }

  CassandraSession cassandra() {
    if (cassandra == null) {
      cassandra = CassandraSession.open(project.settings());
    }
    return cassandra;
  }

  SourceDefinition source() {
    return project.source("clicks");
  }

  Fold fold(String view) {
    return project.views().stream().filter(f -> f.view().equals(view)).findFirst().orElseThrow();
  }

  static String click(long at, String page, long user, double spent) {
    return "{\"at\": %d, \"page\": \"%s\", \"user\": %d, \"spent\": %s}"
        .formatted(at, page, user, spent);
  }

  static String click(SplittableRandom random) {
    return click(
        1_700_000_000_000L + random.nextLong(600_000),
        "page " + random.nextInt(20),
        random.nextInt(500),
        random.nextInt(1000) / 7.0);
  }

  /** Sends clicks to all partitions, and waits until Kafka has them. */
  void sendRandom(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      topic.send(random.nextInt(topic.partitions()), click(random));
    }
    topic.flush();
  }

  /** Sends clicks, one in ten of them no click at all, until what it returns is closed. */
  AutoCloseable sendAllTheWhile(long seed) {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              SplittableRandom random = new SplittableRandom(seed);
              while (!over.get()) {
                for (int i = 0; i < 20; i++) {
                  String record = random.nextInt(10) == 0 ? "no click" : click(random);
                  topic.send(random.nextInt(topic.partitions()), record);
                }
                topic.flush();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
              }
            });
    return () -> {
      over.set(true);
      sending.get();
    };
  }

  /** The newest incarnation. */
  long newest() {
    return view(fold("by_page")).ledger().incarnations().stream()
        .mapToLong(Incarnation::number)
        .max()
        .orElseThrow();
  }

  CassandraRealtimeView view(Fold fold) {
    return new CassandraRealtimeView(cassandra(), "clicks", fold.version());
  }

  /** What the ledger says of an incarnation, seen from a view; empty where it does not fold it. */
  Optional<Incarnation> life(String view, long number) {
    return view(fold(view)).ledger().incarnations().stream()
        .filter(life -> life.number() == number)
        .findFirst();
  }

  Optional<Incarnation> life(long number) {
    return life("by_page", number);
  }

  /** The offset after the last record of each partition. */
  Map<Integer, Long> ends() {
    try (TopicLog log = log()) {
      return log.ends(log.partitions());
    }
  }

  TopicLog log() {
    return new TopicLog(project.settings().kafka(), topic.name);
  }

  /** Waits until the ledger says that the incarnation has all of the log. */
  void awaitLedger(long incarnation) {
    Map<Integer, Long> ends = ends();
    Await.until(
        "incarnation " + incarnation + " has " + ends,
        LIMIT,
        () -> life(incarnation).filter(life -> hasReached(life, ends)).isPresent());
  }

  private static boolean hasReached(Incarnation life, Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(
            end ->
                life.positions().containsKey(end.getKey())
                    && life.positions().get(end.getKey()).nextOffset() >= end.getValue());
  }

  /** Waits until the epochs of all records are sealed. */
  void awaitSealed(long incarnation) {
    long last = rows().epochs().last();
    Await.until(
        "epoch " + last + " is sealed",
        LIMIT,
        () -> life(incarnation).filter(life -> life.sealedThrough() > last).isPresent());
  }

  TestRows rows() {
    return new TestRows(this);
  }

  @Override
  public void close() {
    topic.close();
    if (cassandra != null) {
      cassandra.close();
    }
  }
}
