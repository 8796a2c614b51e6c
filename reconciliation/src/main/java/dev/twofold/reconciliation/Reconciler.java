package dev.twofold.reconciliation;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochRange;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.Comparison.Outcome;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.DeadLetters;
import dev.twofold.view.Generation;
import dev.twofold.view.Ledger;
import dev.twofold.view.Segment;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Compares the layers of a project, segment by segment, over epochs that are sealed. Not
 * thread-safe.
 */
public final class Reconciler {
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /** The most of the master dataset that is read to find the causes in one segment. */
  private static final long MOST_RECORDS = 20_000_000;

  private static final Duration LOOK = Duration.ofMillis(500);

  private final Project project;
  private final Warehouse warehouse;
  private final CassandraSession cassandra;
  private Instant deadline = Instant.EPOCH;

  public Reconciler(Project project, Warehouse warehouse, CassandraSession cassandra) {
    this.project = project;
    this.warehouse = warehouse;
    this.cassandra = cassandra;
  }

  /**
   * Compares what the scope names.
   *
   * @param patience how long to wait in all for the speed layer to seal epochs
   * @param progress told of each comparison as it ends
   */
  public Report run(Scope scope, Duration patience, Consumer<Comparison> progress)
      throws IOException {
    Instant at = Instant.now();
    deadline = at.plus(patience);
    List<Comparison> comparisons = new ArrayList<>();
    Consumer<Comparison> into =
        each -> {
          comparisons.add(each);
          progress.accept(each);
        };
    for (SourceDefinition source : project.sources()) {
      Letters letters = new Letters(source.name(), into);
      for (Fold view : project.versionsOf(source)) {
        if (scope.has(view.view())) {
          compare(view, scope, letters, into);
        }
      }
    }
    String id = ID.format(at) + "-" + UUID.randomUUID().toString().substring(0, 4);
    return new Report(id, project.name(), at, comparisons);
  }

  private void compare(Fold view, Scope scope, Letters letters, Consumer<Comparison> into)
      throws IOException {
    Optional<BatchViewTable> table = warehouse.findView(view);
    if (table.isEmpty()) {
      return;
    }
    ViewLayers layers =
        new StoredLayers(
            table.get(), new CassandraRealtimeView(cassandra, view.source(), view.version()));
    Optional<Landed> master =
        warehouse.findMaster(project.source(view.source())).map(StoredRecords::new);
    SegmentCheck check = new SegmentCheck(layers, master, MOST_RECORDS);
    table.get().refresh();
    Map<Segment, Generation> publishers = layers.publishers();
    Set<String> current = current(table.get());
    for (Map.Entry<Segment, Generation> each : publishers.entrySet()) {
      Segment segment = each.getKey();
      Generation publisher = each.getValue();
      if (scope.has(segment.id(), segment.range(), current)) {
        long started = System.nanoTime();
        Ledger.Coverage coverage = sealed(layers, publisher, segment.range());
        DeadLetterDisagreements found = letters.of(segment, publisher, coverage);
        SegmentCheck.Checked checked = checked(check, publisher, segment, coverage, found);
        into.accept(
            new Comparison(
                view.source(),
                view.view(),
                view.version(),
                publisher.number(),
                segment.id(),
                segment.range(),
                project.clock().start(segment.range().from()),
                project.clock().start(segment.range().to()),
                checked.outcome(),
                checked.reason(),
                checked.summary().compared(),
                checked.summary().equal(),
                checked.summary().batchEvents(),
                checked.summary().speedEvents(),
                incarnations(coverage),
                publisher.codeVersion(),
                (System.nanoTime() - started) / 1_000_000,
                causes(checked.differences()),
                checked.differences()));
      }
    }
  }

  /** Of a store that cannot be read, the other segments are still compared. */
  private static SegmentCheck.Checked checked(
      SegmentCheck check,
      Generation publisher,
      Segment segment,
      Ledger.Coverage coverage,
      DeadLetterDisagreements deadLetters) {
    try {
      return check.compare(publisher, segment, coverage, deadLetters);
    } catch (IOException | RuntimeException e) {
      return SegmentCheck.Checked.not(
          Outcome.FAILED, "a store could not be read: " + e.getMessage());
    }
  }

  private static Set<String> current(BatchViewTable table) {
    return table.version().current().map(Generation::segments).orElse(List.of()).stream()
        .map(Segment::id)
        .collect(Collectors.toSet());
  }

  private Ledger.Coverage sealed(ViewLayers layers, Generation publisher, EpochRange epochs) {
    while (true) {
      Ledger.Coverage coverage = layers.sealed(publisher, epochs);
      boolean waits = coverage.holes().stream().anyMatch(hole -> !layers.isPast(publisher, hole));
      if (!waits || !Instant.now().isBefore(deadline)) {
        return coverage;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static List<Long> incarnations(Ledger.Coverage coverage) {
    return coverage.covers().stream()
        .map(cover -> cover.incarnation().number())
        .distinct()
        .toList();
  }

  private static Map<Cause, Long> causes(List<Difference> differences) {
    Map<Cause, Long> causes = new EnumMap<>(Cause.class);
    differences.forEach(each -> causes.merge(each.cause(), 1L, Long::sum));
    return causes;
  }

  /** The dead letters of one source: compared once for each range of epochs that a view has. */
  private final class Letters {
    private final String source;
    private final Consumer<Comparison> into;
    private final Map<EpochRange, DeadLetterDisagreements> known = new HashMap<>();

    Letters(String source, Consumer<Comparison> into) {
      this.source = source;
      this.into = into;
    }

    DeadLetterDisagreements of(Segment segment, Generation publisher, Ledger.Coverage coverage) {
      DeadLetterDisagreements before = known.get(segment.range());
      if (before != null || coverage.covers().isEmpty()) {
        return before == null ? DeadLetterDisagreements.NONE : before;
      }
      long started = System.nanoTime();
      Optional<DeadLetterDisagreements> found =
          new DeadLetterCheck(source, new DeadLetters(cassandra, source))
              .compare(
                  warehouse.findMaster(project.source(source)),
                  publisher.topicId(),
                  coverage.covers());
      DeadLetterDisagreements told = found.orElse(DeadLetterDisagreements.NONE);
      known.put(segment.range(), told);
      if (told.letters() > 0 || found.isEmpty()) {
        into.accept(comparison(segment, publisher, coverage, found, started));
      }
      return told;
    }

    private Comparison comparison(
        Segment segment,
        Generation publisher,
        Ledger.Coverage coverage,
        Optional<DeadLetterDisagreements> found,
        long started) {
      DeadLetterDisagreements told = found.orElse(DeadLetterDisagreements.NONE);
      List<Difference> differences =
          told.disagreements().stream()
              .map(DeadLetterDisagreements.Disagreement::difference)
              .toList();
      EpochRange epochs = told.of(segment.range());
      Outcome outcome = told.different() > 0 ? Outcome.DIFFERENT : Outcome.EQUAL;
      return new Comparison(
          source,
          null,
          null,
          publisher.number(),
          null,
          epochs,
          project.clock().start(epochs.from()),
          project.clock().start(epochs.to()),
          found.isEmpty() ? Outcome.NOT_COMPARED : outcome,
          found.isEmpty() ? "they are too many to be compared" : "",
          told.letters(),
          told.letters() - told.different(),
          0,
          0,
          incarnations(coverage),
          publisher.codeVersion(),
          (System.nanoTime() - started) / 1_000_000,
          causes(differences),
          differences);
    }
  }
}
