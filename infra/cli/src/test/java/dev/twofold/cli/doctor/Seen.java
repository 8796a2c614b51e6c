package dev.twofold.cli.doctor;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.epoch.Position;
import dev.twofold.erasure.Erasure;
import dev.twofold.event.SourceDefinition;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;

/** What can be seen of a sound platform with one source, one view and one partition; to alter. */
final class Seen {
  static final Uuid TOPIC_ID = new Uuid(1, 2);

  final Map<String, String> config =
      new TreeMap<>(Map.of("message.timestamp.type", "LogAppendTime", "cleanup.policy", "delete"));
  Set<AclOperation> allowed = Set.of(AclOperation.READ);
  String id = TOPIC_ID.toString();
  long start = 0;
  long end = 20;
  long newest = System.currentTimeMillis() - 1_000;
  Asked<Boolean> keyspace = Asked.of(() -> true);
  Duration cassandraAhead = Duration.ZERO;
  long landed = 10;
  long read = 20;
  long recordedAt = System.currentTimeMillis();
  Asked<Boolean> catalog = Asked.of(() -> true);
  List<Erasure> erasures = List.of();
  Set<String> erased = Set.of();
  Set<String> erasedInView = Set.of();
  Set<String> erasedInLedger = Set.of();
  private final Path project;
  private final StateFolder state;

  Seen(Path folder) {
    project = folder.resolve("shop");
    state = new StateFolder(folder.resolve("state"));
    write(
        "twofold.yaml",
        """
        name: shop
        epoch: 10s
        kafka:
          bootstrap: kafka:9092
          properties:
            sasl.jaas.config: 'Module required username="reader" password="x";'
        cassandra: {contact_points: "cassandra:9042"}
        """);
    write(
        "sources/orders.yaml",
        """
        topic: orders
        partitions: 1
        format: json
        event_time: at
        columns:
          - {name: at, type: TIMESTAMP, required: true}
        """);
    write("views/totals.sql", "SELECT COUNT(*) AS orders FROM orders\n");
  }

  private void write(String name, String text) {
    try {
      Path file = project.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Path projectFolder() {
    return project;
  }

  StateFolder state() {
    return state;
  }

  List<Finding> by(Check check) {
    return check.findings(evidence());
  }

  private Evidence evidence() {
    Subject subject = Subject.of(state, project);
    SourceDefinition source = subject.project().source("orders");
    TopicEvidence topic =
        new TopicEvidence(
            source,
            Asked.of(
                () ->
                    new TopicDescription(
                        "orders",
                        false,
                        List.of(new TopicPartitionInfo(0, null, List.of(), List.of())),
                        allowed,
                        Uuid.fromString(id))),
            Asked.of(
                () ->
                    new Config(
                        config.entrySet().stream()
                            .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
                            .toList())),
            Asked.of(() -> Map.of(0, start)),
            Asked.of(() -> Map.of(0, end)),
            Asked.of(() -> Map.of(0, newest)));
    Incarnation life =
        new Incarnation(
            1,
            TOPIC_ID.toString(),
            0,
            5,
            Map.of(0, new Position(0, read, 4, 0)),
            Map.of(),
            recordedAt);
    CassandraEvidence cassandra =
        new CassandraEvidence(
            "cassandra:9042",
            Asked.of(() -> cassandraAhead),
            keyspace,
            Asked.of(Set::of),
            Asked.of(Optional::empty),
            Map.of("totals", Asked.of(() -> new Ledger(List.of(life), 0, erasedInLedger))));
    Cut cut = new Cut("orders", TOPIC_ID.toString(), 4, Map.of(0, new Position(0, landed, 3, 0)));
    WarehouseEvidence.Master master =
        new WarehouseEvidence.Master(
            new MasterDataset.Version(
                OptionalLong.of(1), Optional.of(cut), 0, erasures, erased, Long.MIN_VALUE),
            List.of());
    Generation generation =
        new Generation(
            1,
            10,
            cut.through(),
            cut.topicId(),
            cut.positions(),
            List.of(),
            Instant.now(),
            "code",
            10,
            erasedInView);
    WarehouseEvidence.View view =
        new WarehouseEvidence.View(
            new BatchViewTable.Version(
                OptionalLong.of(10), Optional.of(generation), Optional.empty()),
            List.of(generation),
            List.of());
    return new Evidence(
        subject,
        new KafkaEvidence("kafka:9092", Asked.of(() -> "cluster"), List.of(topic)),
        cassandra,
        new WarehouseEvidence(
            catalog,
            Map.of("orders", Asked.of(() -> Optional.of(master))),
            Map.of("totals", Asked.of(() -> Optional.of(view)))));
  }
}
