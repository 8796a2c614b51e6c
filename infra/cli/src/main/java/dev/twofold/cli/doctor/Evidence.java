package dev.twofold.cli.doctor;

import dev.twofold.cli.Background;
import dev.twofold.view.Incarnation;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** What was seen of a platform: each store by itself and all at once, as any may be down. */
record Evidence(
    Subject subject,
    KafkaEvidence kafka,
    CassandraEvidence cassandra,
    WarehouseEvidence warehouse) {
  /** For a store that neither answers nor refuses. */
  private static final long LIMIT_SECONDS = 20;

  static Evidence of(Subject subject) {
    var kafka = start(() -> KafkaEvidence.of(subject.project()), KafkaEvidence::failed);
    var cassandra = start(() -> CassandraEvidence.of(subject.project()), CassandraEvidence::failed);
    var warehouse = start(() -> WarehouseEvidence.of(subject.project()), WarehouseEvidence::failed);
    return new Evidence(subject, kafka.join(), cassandra.join(), warehouse.join());
  }

  /** The speed layer's newest life of the topic's source that has recorded where it is. */
  Optional<Incarnation> newestLife(TopicEvidence topic) {
    return subject.project().versionsOf(topic.source()).stream()
        .map(view -> cassandra.ledgers().get(subject.project().label(view)))
        .filter(ledger -> ledger != null && !ledger.isFailed())
        .flatMap(ledger -> ledger.answer().orElseThrow().incarnations().stream())
        .filter(incarnation -> !incarnation.positions().isEmpty())
        .max(Comparator.comparingLong(Incarnation::number));
  }

  private static <T> CompletableFuture<T> start(Callable<T> look, Function<Throwable, T> failed) {
    return Background.start(look)
        .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
        .exceptionally(
            e ->
                failed.apply(
                    e instanceof TimeoutException
                        ? new TimeoutException("no answer in " + LIMIT_SECONDS + " s")
                        : e));
  }
}
