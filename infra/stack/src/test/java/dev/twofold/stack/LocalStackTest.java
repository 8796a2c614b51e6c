package dev.twofold.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The life of a stack, in order: its first launcher is killed, its second one takes over. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalStackTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static Path state;
  private static Process launcher;
  private static LocalStack stack;

  @BeforeAll
  static void startUnderALauncher() throws IOException {
    state = TestStack.newState();
    launcher =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName(),
                state.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File(state.toFile(), "launcher.log"))
            .start();
    for (long end = System.nanoTime() + LIMIT.toNanos(); StackFile.running(state).isEmpty(); ) {
      assertThat(launcher.isAlive()).as("launcher, see %s/launcher.log", state).isTrue();
      assertThat(System.nanoTime()).as("time").isLessThan(end);
      Pause.millis(100);
    }
  }

  @AfterAll
  static void stop() {
    if (launcher != null) {
      launcher.destroyForcibly();
    }
    if (stack != null) {
      TestStack.discard(stack);
    }
  }

  @Test
  @Order(1)
  void a_second_stack_on_the_same_folder_is_refused_and_told_who_holds_it() {
    assertThat(StackFile.running(state))
        .map(file -> file.launcher().pid())
        .contains(launcher.pid());
    assertThatThrownBy(() -> LocalStack.start(TestStack.home(), state))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("process " + launcher.pid() + " already runs one there");
  }

  @Test
  @Order(2)
  void servers_of_a_killed_launcher_end_and_the_next_start_takes_over_their_folder_and_ports() {
    StackFile before = StackFile.running(state).orElseThrow();
    // On a busy machine they take longer than any patience with a port.
    signal("STOP", before.kafka());
    launcher.destroyForcibly().onExit().join();
    assertThat(StackFile.running(state)).isEmpty();
    CompletableFuture.delayedExecutor(6, TimeUnit.SECONDS)
        .execute(() -> signal("CONT", before.kafka()));

    stack = LocalStack.start(TestStack.home(), state);

    assertThat(Stream.of(before.kafka(), before.cassandra()).map(ProcessId::running))
        .containsOnly(Optional.empty());
    assertThat(stack.moved()).isEmpty();
    assertThat(stack.kafka().bootstrap()).isEqualTo(before.bootstrap());
    assertThat(stack.cassandra().contactPoint()).hasToString("/" + before.contactPoint());
    assertThat(StackFile.running(state)).isPresent();
  }

  @Test
  @Order(3)
  void kafka_keeps_acknowledged_records_through_a_kill_9() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrap()))) {
      admin.createTopics(List.of(new NewTopic("edits", 1, (short) 1))).all().get();
    }
    try (var producer = new KafkaProducer<String, String>(settings(StringSerializer.class))) {
      producer.send(new ProducerRecord<>("edits", 0, 1000L, "key", "value")).get();
    }
    long killed = stack.kafka().pid();
    stack.kafka().kill9();
    assertThat(stack.kafka().isAlive()).isFalse();
    stack.kafka().restart();

    assertThat(stack.kafka().pid()).isNotEqualTo(killed);
    ConsumerRecord<String, String> record = readOne("edits");
    assertThat(record.value()).isEqualTo("value");
    assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    assertThat(record.timestamp()).as("the client's timestamp is replaced").isGreaterThan(1000L);
  }

  @Test
  @Order(4)
  void cassandra_keeps_acknowledged_writes_through_a_kill_9_and_a_clean_restart() {
    List<String> statements =
        List.of(
            "CREATE KEYSPACE k WITH replication = {'class':'SimpleStrategy','replication_factor':1}",
            "CREATE TABLE k.t (a int PRIMARY KEY, b text)",
            "INSERT INTO k.t (a, b) VALUES (1, 'one')");
    try (CqlSession session = session()) {
      statements.forEach(session::execute);
    }
    stack.cassandra().kill9();
    stack.cassandra().restart();
    assertThat(readBs()).containsExactly("one");

    stack.cassandra().restart();
    assertThat(readBs()).containsExactly("one");
  }

  @Test
  @Order(5)
  void the_servers_tell_how_much_memory_they_hold() {
    assertThat(stack.kafka().residentBytes().orElseThrow()).isGreaterThan(50_000_000);
    assertThat(stack.cassandra().residentBytes().orElseThrow()).isGreaterThan(100_000_000);
  }

  private static void signal(String name, ProcessId process) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Properties settings(Class<?> serializer) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", stack.kafka().bootstrap());
    properties.put("acks", "all");
    properties.put("key.serializer", serializer.getName());
    properties.put("value.serializer", serializer.getName());
    return properties;
  }

  private static ConsumerRecord<String, String> readOne(String topic) {
    Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafka().bootstrap());
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      List<ConsumerRecord<String, String>> records = new ArrayList<>();
      for (long end = System.nanoTime() + LIMIT.toNanos(); records.isEmpty(); ) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        assertThat(System.nanoTime()).as("time").isLessThan(end);
      }
      assertThat(records).hasSize(1);
      return records.get(0);
    }
  }

  private static List<String> readBs() {
    try (CqlSession session = session()) {
      return session.execute("SELECT b FROM k.t").all().stream()
          .map(row -> row.getString(0))
          .toList();
    }
  }

  /** Patient: a build on a busy machine is no reason to fail. */
  private static CqlSession session() {
    DriverConfigLoader patient =
        DriverConfigLoader.programmaticBuilder()
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
            .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(30))
            .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(30))
            .build();
    return CqlSession.builder()
        .withConfigLoader(patient)
        .addContactPoint(stack.cassandra().contactPoint())
        .withLocalDatacenter(stack.cassandra().localDatacenter())
        .build();
  }
}
