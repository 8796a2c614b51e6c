package dev.twofold.reconciliation;

import dev.twofold.batch.views.BackfilledFile;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.MasterRecord;
import dev.twofold.data.Row;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.MemoryLayers.RowId;
import dev.twofold.reconciliation.SegmentCheck.Checked;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * A history of one view, made at random, in both layers: nights of some epochs each, compactions, a
 * rollback, a backfill, cold starts of the speed layer, expired rows, traffic. All of it follows
 * from the seed. Both layers are right until a {@link Fault} is put in.
 */
final class Trial {
  static final String TOPIC_ID = "trial";
  private static final int PARTITIONS = 2;
  private static final int MOST_SALES = 90;

  final Random random;
  final TrialViews.Pair view;
  final MemoryLayers layers;

  /** All that was sent to the topic, epoch by epoch. */
  final List<Sent> log = new ArrayList<>();

  /** What batch folded into each segment of epochs, by its id. */
  final Map<String, List<Sent>> segments = new HashMap<>();

  /** What speed folded into each row. */
  final Map<RowId, List<Sent>> rows = new TreeMap<>();

  private final TrialViews views;
  private final TreeMap<Long, Map<Integer, Position>> cuts = new TreeMap<>();
  private final long through;
  private int written;
  private boolean backfilled;

  Trial(long seed, TrialViews views) {
    random = new Random(seed);
    this.views = views;
    view = views.any(random);
    layers = new MemoryLayers(view.fold());
    List<EpochRange> nights = new ArrayList<>();
    long epoch = 0;
    for (int night = 1 + random.nextInt(4); night > 0; night--) {
      long from = epoch;
      epoch += 1 + random.nextInt(3);
      nights.add(new EpochRange(from, epoch));
    }
    through = epoch;
    send();
    nights.forEach(this::night);
    live();
    if (random.nextInt(5) == 0) {
      expire(random.nextLong(through + 1));
    }
    layers.meanwhile = this::traffic;
  }

  private void send() {
    int sales = 1 + random.nextInt(MOST_SALES);
    long epochs = through + 2;
    Map<Integer, Position> ends = new HashMap<>();
    for (long epoch = 0; epoch < epochs; epoch++) {
      cuts.put(epoch, Map.copyOf(ends));
      for (int i = random.nextInt((int) (2L * sales / epochs + 1)); i > 0; i--) {
        int partition = random.nextInt(PARTITIONS);
        long at = ends.getOrDefault(partition, Position.start(partition)).nextOffset();
        log.add(Sent.random(random, views, partition, at, epoch));
        ends.put(partition, new Position(partition, at + 1, epoch, 0));
      }
    }
  }

  /** What was sent in these epochs. */
  List<Sent> sent(EpochRange epochs) {
    return log.stream().filter(each -> epochs.contains(each.epoch())).toList();
  }

  private void night(EpochRange epochs) {
    for (Sent each : sent(epochs)) {
      layers.landed.add(
          new MasterRecord(
              each.partition(), each.offset(), each.epoch(), each.epoch(), each.row()));
    }
    List<Segment> before = current();
    publish(epochs.to(), with(before, segment(epochs)));
    if (random.nextInt(6) == 0) {
      // Rolled back, and folded once more by the next run.
      publish(epochs.to(), with(before, segment(epochs)));
    }
    if (random.nextInt(6) == 0) {
      backfill(epochs.to());
    }
    if (random.nextInt(4) == 0) {
      compact(epochs.to());
    }
  }

  private List<Segment> current() {
    return layers.generations.isEmpty()
        ? List.of()
        : layers.generations.get(layers.generations.size() - 1).segments();
  }

  private static List<Segment> with(List<Segment> before, Segment more) {
    List<Segment> all = new ArrayList<>(before);
    all.add(more);
    return all;
  }

  private void publish(long epoch, List<Segment> published) {
    Map<Integer, Position> positions = new HashMap<>(cuts.get(epoch));
    if (backfilled) {
      positions.put(
          MasterDataset.FILES,
          new Position(MasterDataset.FILES, BackfilledFile.offset(1), Position.NO_EPOCH, -1));
    }
    long number = layers.generations.size() + 1L;
    layers.generations.add(
        new Generation(
            number,
            number,
            epoch,
            TOPIC_ID,
            positions,
            published,
            Instant.EPOCH,
            "code-1",
            published.stream().mapToLong(Segment::events).sum()));
  }

  private Segment segment(EpochRange epochs) {
    List<Sent> folded = sent(epochs);
    Segment segment = write(Segment.Kind.EPOCHS, epochs, folded);
    segments.put(segment.id(), folded);
    return segment;
  }

  private Segment write(Segment.Kind kind, EpochRange epochs, List<Sent> folded) {
    String id = "s" + written++;
    List<StateRow> states = states(folded);
    layers.files.put(id, split(states));
    long events = states.stream().mapToLong(row -> Fold.events(row.state())).sum();
    return new Segment(id, kind, epochs, events, states.size());
  }

  List<StateRow> states(Collection<Sent> folded) {
    List<StateRow> states = new ArrayList<>();
    Sent.byPlace(view.fold(), folded)
        .forEach(
            (place, sales) ->
                states.add(
                    new StateRow(place.key(), place.pane(), Sent.state(view.fold(), sales))));
    states.sort(SortedRows::compare);
    return states;
  }

  /** As the tasks of a run write them: into one to three files, each in order. */
  private List<List<StateRow>> split(List<StateRow> states) {
    List<List<StateRow>> files = new ArrayList<>();
    for (int file = 1 + random.nextInt(3); file > 0; file--) {
      files.add(new ArrayList<>());
    }
    states.forEach(each -> files.get(random.nextInt(files.size())).add(each));
    return files;
  }

  private void backfill(long epoch) {
    backfilled = true;
    List<Sent> sales = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Sent sale =
          Sent.random(
              random,
              views,
              MasterDataset.FILES,
              BackfilledFile.offset(0) + sales.size(),
              Position.NO_EPOCH);
      sales.add(sale);
      layers.landed.add(
          new MasterRecord(sale.partition(), sale.offset(), sale.epoch(), 0, sale.row()));
    }
    Segment segment = write(Segment.Kind.BACKFILL, new EpochRange(0, 0), sales);
    publish(epoch, with(current(), segment));
  }

  /** The first segments of epochs become one. */
  private void compact(long epoch) {
    List<Segment> ofEpochs =
        current().stream().filter(each -> each.kind() == Segment.Kind.EPOCHS).toList();
    int count = 1 + random.nextInt(ofEpochs.size());
    List<Segment> rest = new ArrayList<>(current());
    rest.removeAll(ofEpochs.subList(0, count));
    EpochRange merged = new EpochRange(0, ofEpochs.get(count - 1).range().to());
    rest.add(0, segment(merged));
    publish(epoch, rest);
  }

  /** One to three lives of the speed layer; the last may have begun just now. */
  private void live() {
    long from = 0;
    for (int life = 1 + random.nextInt(2); life > 0; life--) {
      long sealed = life > 1 ? random.nextLong(through + 1) : through + random.nextInt(3) - 1;
      begin(from, Math.max(from, sealed));
      from = random.nextLong(Math.max(from, sealed) + 1);
    }
    if (random.nextBoolean()) {
      long catchesUpFrom = random.nextLong(through + 2);
      begin(catchesUpFrom, catchesUpFrom + random.nextLong(through + 2 - catchesUpFrom));
    }
  }

  /** Epochs that are sealed it has folded whole, of the others as many sales as it came to. */
  private void begin(long from, long sealed) {
    long number = layers.lives.size() + 1L;
    layers.lives.add(
        new Incarnation(number, TOPIC_ID, from, sealed, cuts.get(Math.min(sealed, through)), 0));
    for (Sent each : log) {
      if (from <= each.epoch() && (each.epoch() < sealed || random.nextBoolean())) {
        fold(number, each);
      }
    }
    rows.keySet().stream().filter(id -> id.incarnation() == number).forEach(this::store);
  }

  private void fold(long incarnation, Sent sale) {
    Sent.byPlace(view.fold(), List.of(sale))
        .keySet()
        .forEach(
            place ->
                rows.computeIfAbsent(
                        new RowId(incarnation, place, sale.epoch()), none -> new ArrayList<>())
                    .add(sale));
  }

  /** Writes a row as what speed folded into it. */
  void store(RowId id) {
    layers.rows.put(id, Sent.state(view.fold(), rows.get(id)));
  }

  private void expire(long below) {
    layers.floor = below;
    rows.keySet().removeIf(id -> id.epoch() < below);
    layers.rows.keySet().removeIf(id -> id.epoch() < below);
  }

  /** Sales of an epoch that no one has sealed, into the row of a life that goes on. */
  private void traffic() {
    Incarnation life = layers.lives.get(random.nextInt(layers.lives.size()));
    Sent sale = Sent.random(random, views, 0, log.size(), through + 5);
    fold(life.number(), sale);
    rows.keySet().stream()
        .filter(id -> id.incarnation() == life.number() && id.epoch() == sale.epoch())
        .toList()
        .forEach(this::store);
  }

  /** The newest life that has sealed the epoch; empty where none has, or its rows are gone. */
  private Optional<Incarnation> answering(long epoch) {
    Optional<Incarnation> newest = Optional.empty();
    for (Incarnation life : layers.lives) {
      if (layers.floor <= epoch && life.fromEpoch() <= epoch && epoch < life.sealedThrough()) {
        newest = Optional.of(life);
      }
    }
    return newest;
  }

  /** Whether the speed layer holds some epochs of the range, and lacks none but expired ones. */
  boolean isCompared(EpochRange range) {
    boolean some = false;
    for (long epoch = range.from(); epoch < range.to(); epoch++) {
      boolean answered = answering(epoch).isPresent();
      long last = layers.lives.stream().mapToLong(Incarnation::fromEpoch).max().orElse(0);
      if (!answered && epoch >= Math.max(layers.floor, last)) {
        return false;
      }
      some |= answered;
    }
    return some;
  }

  /** Whether the speed layer's own rows answer for the epoch. */
  boolean isAnswered(long epoch) {
    return answering(epoch).isPresent();
  }

  /** Whether a life's rows answer for the epoch. */
  boolean answers(long incarnation, long epoch) {
    return answering(epoch).filter(life -> life.number() == incarnation).isPresent();
  }

  /** Whether the speed layer's own rows answer for all of the range. */
  boolean isWhole(EpochRange range) {
    return LongStream.range(range.from(), range.to()).allMatch(this::isAnswered);
  }

  /** One of them; empty where there is none. */
  <T> Optional<T> any(List<T> all) {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  /** A sale of the same shop at the same time, of other things. */
  Row altered(Row row) {
    Row other = Sent.row(random, views);
    for (int kept : TrialViews.KEPT) {
      other.words[kept] = row.words[kept];
      other.refs[kept] = row.refs[kept];
      other.nulls[kept] = row.nulls[kept];
    }
    return other;
  }

  /** The rows that answer for epochs that batch has too. */
  List<RowId> comparedRows() {
    return rows.keySet().stream()
        .filter(id -> id.epoch() < through)
        .filter(id -> answers(id.incarnation(), id.epoch()))
        .filter(id -> compared().stream().anyMatch(each -> each.range().contains(id.epoch())))
        .toList();
  }

  /** The segments that reconciliation must compare. */
  List<Segment> compared() {
    return layers.publishers().keySet().stream().filter(each -> isCompared(each.range())).toList();
  }

  /** Compares every segment that was ever published. */
  Map<Segment, Checked> reconcile() throws IOException {
    SegmentCheck check = new SegmentCheck(layers, Optional.of(layers), Long.MAX_VALUE);
    Map<Segment, Checked> all = new LinkedHashMap<>();
    for (Map.Entry<Segment, Generation> each : layers.publishers().entrySet()) {
      Ledger.Coverage coverage = layers.sealed(each.getValue(), each.getKey().range());
      all.put(
          each.getKey(),
          check.compare(each.getValue(), each.getKey(), coverage, DeadLetterDisagreements.NONE));
    }
    return all;
  }
}
