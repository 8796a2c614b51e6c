package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.event.EventDecoder;
import dev.twofold.fold.PreAggregator;
import dev.twofold.view.Generation;
import dev.twofold.view.MergePolicy;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever policies merge and expire, in whatever order with nights, backfills and rollbacks: what
 * a retained generation needs is kept.
 */
class NoHoleTest {
  private static final int STEPS = 30;

  /** Of every record, milliseconds since 1970: in epoch 6. */
  private static final long INGESTED = 60_000;

  @TempDir Path folder;

  @Test
  void noPolicyOpensAHole() throws IOException {
    int merges = 0;
    int generations = 0;
    int landings = 0;
    int deadLetters = 0;
    for (int seed = 1; seed <= 3; seed++) {
      try (Fixture fixture = new Fixture(folder.resolve("seed-" + seed))) {
        Nights nights = new Nights(fixture, new Random(seed));
        for (int step = 0; step < STEPS; step++) {
          nights.step();
          nights.check();
        }
        nights.catchUp();
        merges += nights.merges;
        generations += nights.expiredGenerations;
        landings += nights.expiredLandings;
        deadLetters += nights.expiredDeadLetters;
      }
    }
    assertThat(List.of(merges, generations, landings, deadLetters)).allMatch(count -> count > 2);
  }

  /** A record that was landed, as the topic or a file had it. */
  private record Sent(int partition, long offset, long epoch, String event) {
    static final String NO_EVENT = "no event";

    boolean isEvent() {
      return !event.equals(NO_EVENT);
    }

    String place() {
      return partition + "/" + offset;
    }
  }

  private static final class Nights {
    private final Fixture fixture;
    private final Random random;
    private final MasterDataset master;
    private final BatchViewTable view;
    private final MergePolicy policy;
    private final int keep;
    private final List<Sent> sent = new ArrayList<>();
    private final Set<String> settled = new HashSet<>();
    private final Set<Sent> deadLetters = new HashSet<>();
    private Cut landed = Cut.start("sales", Fixture.TOPIC_ID);
    private int files;
    private int checks;
    int merges;
    int expiredGenerations;
    int expiredLandings;
    int expiredDeadLetters;

    Nights(Fixture fixture, Random random) {
      this.fixture = fixture;
      this.random = random;
      master = fixture.warehouse.master(fixture.source);
      view = fixture.warehouse.view(fixture.fold);
      policy = new MergePolicy(1 + random.nextInt(3));
      keep = 1 + random.nextInt(3);
    }

    void step() throws IOException {
      switch (random.nextInt(16)) {
        case 0, 1, 2 -> land();
        case 3 -> backfill();
        case 4, 5 -> publish();
        case 6 -> reconcile();
        case 7, 8 -> merge();
        case 9, 10 -> expire();
        case 11 -> rollback();
        case 12, 13 -> view.release();
        default -> {
          reconcile();
          land();
          publish();
          merge();
          expire();
        }
      }
    }

    private void reconcile() {
      view.generations().stream()
          .flatMap(generation -> generation.segments().stream())
          .filter(segment -> random.nextInt(4) > 0)
          .forEach(segment -> settled.add(segment.id()));
    }

    private void land() throws IOException {
      long through = landed.through() + 1 + random.nextInt(3);
      long end = landed.position(0).nextOffset();
      List<Sent> records = records(0, end, through - 1, through - 1);
      Cut to = moved(through, new Position(0, end + records.size(), through - 1, 3));
      master.land(master.version(), to, write(records), 0);
      keep(records);
      landed = to;
    }

    private void backfill() throws IOException {
      if (landed.through() == 0) {
        return;
      }
      long offset = BackfilledFile.offset(files);
      List<Sent> records = records(MasterDataset.FILES, offset, Position.NO_EPOCH, files);
      BackfilledFile file =
          new BackfilledFile("f" + files, "f" + files, files, records.size(), 0, 1_000);
      Cut to =
          moved(
              landed.through(),
              new Position(MasterDataset.FILES, offset + records.size(), Position.NO_EPOCH, -1));
      master.backfill(master.version(), to, List.of(file), write(records));
      keep(records);
      landed = to;
      files++;
    }

    private List<Sent> records(int partition, long offset, long epoch, long seed) {
      List<Sent> records = new ArrayList<>();
      for (String event : Fixture.events((int) seed * 2 + partition, 1 + random.nextInt(20))) {
        String record = random.nextInt(8) == 0 ? Sent.NO_EVENT : event;
        records.add(new Sent(partition, offset + records.size(), epoch, record));
      }
      return records;
    }

    private void keep(List<Sent> records) {
      sent.addAll(records);
      records.stream().filter(record -> !record.isEvent()).forEach(deadLetters::add);
    }

    private Cut moved(long through, Position position) {
      Map<Integer, Position> positions = new HashMap<>(landed.positions());
      positions.put(position.partition(), position);
      return new Cut(landed.topic(), landed.topicId(), through, positions);
    }

    private List<DataFile> write(List<Sent> records) throws IOException {
      EventDecoder decoder = Project.decoder(fixture.source, true);
      Row row = new Row(fixture.source.columns().size());
      try (LandingWriter out =
          new LandingWriter(master.table(), fixture.source, 0, 0, UUID.randomUUID().toString())) {
        for (Sent record : records) {
          byte[] bytes = record.event.getBytes(StandardCharsets.UTF_8);
          LandingWriter.Origin origin =
              new LandingWriter.Origin(record.partition, record.offset, INGESTED, record.epoch);
          String reason = decoder.decode(bytes, row);
          if (reason == null) {
            out.accept(origin, row);
          } else {
            out.reject(origin, reason, bytes);
          }
        }
        return out.finish();
      }
    }

    /** Folds what the view lacks, or all, from the master dataset as it is stored. */
    private void publish() {
      BatchViewTable.Version version = view.version();
      boolean full = version.current().isEmpty() || random.nextInt(12) == 0;
      Cut from =
          full
              ? Cut.start(landed.topic(), landed.topicId())
              : BatchViewTable.cut(version.current().get(), landed.topic());
      if (version.hold().isPresent() || !landed.isBeyond(from)) {
        return;
      }
      List<Segment> segments = new ArrayList<>();
      List<DataFile> written = new ArrayList<>();
      for (Segment.Kind kind : Segment.Kind.values()) {
        boolean epochs = kind == Segment.Kind.EPOCHS;
        EpochRange range =
            new EpochRange(epochs ? from.through() : 0, epochs ? landed.through() : 0);
        Fixture.Written part = fold(from, kind, range);
        if ((epochs && !range.isEmpty()) || part.segment().rows() > 0) {
          segments.add(part.segment());
          written.addAll(part.files());
        }
      }
      if (full) {
        view.replaceAll(version, segments, landed, written, "test");
      } else {
        view.publish(version, segments, landed, written, "test");
      }
    }

    private Fixture.Written fold(Cut from, Segment.Kind kind, EpochRange range) {
      List<StateRow> states = new ArrayList<>();
      PreAggregator map =
          new PreAggregator(
              fixture.fold,
              Integer.MAX_VALUE,
              (key, pane, epoch, state) ->
                  states.add(new StateRow(key, pane, fixture.fold.encode(state))));
      int[] events = new int[1];
      List<String> columns =
          fixture.source.columns().stream().map(column -> column.column().name()).toList();
      new MasterReader(master, range, from, landed)
          .events(
              columns,
              record -> {
                boolean isNew = record.offset() >= from.position(record.partition()).nextOffset();
                boolean epochs = record.epoch() != Position.NO_EPOCH;
                if (record.rejected() == null && isNew && epochs == (kind == Segment.Kind.EPOCHS)) {
                  map.add(record.row(), 0);
                  events[0]++;
                }
              });
      map.flush();
      states.sort(StateOrder.ASCENDING);
      return fixture.write(view, new Segment("", kind, range, events[0], 0), states, 2);
    }

    private void merge() throws IOException {
      BatchViewTable.Version version = view.version();
      if (version.current().isEmpty()) {
        return;
      }
      List<Segment> chosen = policy.choose(version.current().get().segments(), settled);
      if (chosen.isEmpty()) {
        return;
      }
      List<StateRow> states = new ArrayList<>();
      for (Segment segment : chosen) {
        List<String> names =
            SegmentReader.files(view.table(), version.snapshotId().orElseThrow(), segment.id());
        try (SegmentReader reader = new SegmentReader(view.table().io(), names, fixture.fold)) {
          reader.forEachRemaining(states::add);
        }
      }
      EpochRange range =
          new EpochRange(chosen.get(0).range().from(), chosen.get(chosen.size() - 1).range().to());
      long events = chosen.stream().mapToLong(Segment::events).sum();
      Fixture.Written merged =
          fixture.write(
              view,
              new Segment("", Segment.Kind.EPOCHS, range, events, 0),
              fixture.merged(states),
              1);
      view.compact(
          version,
          chosen.stream().map(Segment::id).collect(Collectors.toSet()),
          merged.segment(),
          merged.files(),
          "test");
      settled.add(merged.segment().id());
      merges++;
    }

    private void expire() {
      Duration wait = Duration.ofMillis(random.nextInt(3) == 0 ? 3_600_000 : 0);
      expiredGenerations += Retention.expire(view, keep, wait).size();
      expiredLandings +=
          MasterRetention.expire(fixture.warehouse, master, List.of(fixture.fold), wait);
      expireDeadLetters();
    }

    private void expireDeadLetters() {
      long floor = landed.through() - random.nextInt(4);
      EpochClock clock = fixture.project.clock();
      Optional<DeadLetterExpiry> expiry = DeadLetterExpiry.plan(master, floor, clock);
      if (expiry.isEmpty()) {
        return;
      }
      int before = deadLetters.size();
      deadLetters.removeIf(
          letter ->
              letter.epoch == Position.NO_EPOCH
                  ? INGESTED < clock.startMillis(floor)
                  : letter.epoch < floor);
      assertThat(expiry.get().commit()).isEqualTo(before - deadLetters.size());
      expiredDeadLetters += before - deadLetters.size();
    }

    private void rollback() {
      view.version();
      List<Generation> retained = view.generations();
      if (!retained.isEmpty()) {
        view.rollback(retained.get(random.nextInt(retained.size())).number(), "a test");
      }
    }

    void catchUp() throws IOException {
      view.release();
      land();
      publish();
      check();
      assertThat(view.version().current().orElseThrow().events())
          .isEqualTo(sent.stream().filter(Sent::isEvent).count());
    }

    /** Reads all from the files as they are now: no index of before is there. */
    void check() {
      view.version();
      IcebergBatchView reader =
          new IcebergBatchView(
              fixture.warehouse, fixture.fold, fixture.folder.resolve("cache-" + checks++));
      reader.refresh();
      for (Generation retained : view.generations()) {
        checkTiles(retained);
        fixture.assertSameStates(reader.pin(retained.number()), events(retained));
      }
      assertThat(master.version().cut().orElse(Cut.start("sales", Fixture.TOPIC_ID)))
          .isEqualTo(landed);
      Set<String> kept = new HashSet<>();
      new MasterReader(
              master,
              new EpochRange(0, landed.through()),
              Cut.start(landed.topic(), landed.topicId()),
              landed)
          .deadLetters(record -> kept.add(record.partition() + "/" + record.offset()));
      assertThat(kept).isEqualTo(deadLetters.stream().map(Sent::place).collect(Collectors.toSet()));
    }

    private void checkTiles(Generation generation) {
      long covered = 0;
      for (Segment segment : generation.segments()) {
        if (segment.kind() == Segment.Kind.EPOCHS) {
          assertThat(segment.range().from()).as("%s", generation).isEqualTo(covered);
          covered = segment.range().to();
          assertThat(master.cutAt(covered)).as("at %d of %s", covered, generation).isPresent();
        }
      }
      assertThat(covered).as("%s", generation).isEqualTo(generation.through());
    }

    private List<String> events(Generation generation) {
      Cut cut = BatchViewTable.cut(generation, landed.topic());
      return sent.stream()
          .filter(Sent::isEvent)
          .filter(record -> record.offset < cut.position(record.partition).nextOffset())
          .map(Sent::event)
          .toList();
    }
  }
}
