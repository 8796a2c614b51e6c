package dev.twofold.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.fold.Fold;
import dev.twofold.fold.Folds;
import dev.twofold.fold.State;
import dev.twofold.view.memory.MemoryBatchView;
import dev.twofold.view.memory.MemoryRealtimeView;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whoever asks a view by its name is never told less because another version took it over. */
class TakeoverTest {
  private static final String TOPIC = "topic";
  private static final int EPOCHS = 8;
  private static final int EVENTS_AN_EPOCH = 5;
  private static final int FILES = -1;
  private static final byte[] ONE_EVENT = oneEvent();

  /**
   * What there is of a version, of one log and of files beside it. Its key is what names an event.
   *
   * @param through what batch has folded; without a generation where it is 0
   * @param files how many backfilled files batch has folded
   * @param incarnation the one that folds it
   * @param from the first epoch that speed has folded whole
   * @param offset how far speed is
   */
  private record Version(int through, int files, int incarnation, int from, int offset) {
    static Version random(Random random) {
      int through = random.nextInt(3) == 0 ? 0 : random.nextInt(EPOCHS + 1);
      return new Version(
          through,
          through == 0 ? 0 : random.nextInt(3),
          1 + random.nextInt(2),
          random.nextInt(4) == 0 ? random.nextInt(EPOCHS) : random.nextInt(through + 1),
          random.nextInt(EPOCHS * EVENTS_AN_EPOCH + 1));
    }

    int landed() {
      return through * EVENTS_AN_EPOCH;
    }

    boolean isWhole() {
      return from <= through;
    }

    boolean hasAllOf(Version other) {
      return files >= other.files
          && Math.max(landed(), offset) >= Math.max(other.landed(), other.offset);
    }

    ViewReader reader() {
      MemoryBatchView batch = new MemoryBatchView();
      if (through > 0) {
        batch.publish(generation(batch));
      }
      MemoryRealtimeView speed = new MemoryRealtimeView();
      for (int i = from * EVENTS_AN_EPOCH; i < offset; i++) {
        speed.upsert(incarnation, key("event " + i), 1, i / EVENTS_AN_EPOCH, ONE_EVENT);
      }
      long epoch = offset == 0 ? Position.NO_EPOCH : (offset - 1) / EVENTS_AN_EPOCH;
      Map<Integer, Position> at = Map.of(0, new Position(0, offset, epoch, -1));
      speed.record(new Incarnation(incarnation, TOPIC, from, from, at, 0));
      return new ViewReader(batch, speed, new EpochClock(10), Clock.systemUTC());
    }

    private Generation generation(MemoryBatchView batch) {
      List<StateRow> events = new ArrayList<>();
      for (int i = 0; i < landed(); i++) {
        events.add(new StateRow(key("event " + i), 1, ONE_EVENT));
      }
      batch.write("epochs", events);
      List<StateRow> backfilled = new ArrayList<>();
      for (int i = 0; i < files; i++) {
        backfilled.add(new StateRow(key("file " + i), 1, ONE_EVENT));
      }
      batch.write("files", backfilled);
      Map<Integer, Position> cut = new HashMap<>();
      cut.put(0, new Position(0, landed(), through - 1, -1));
      cut.put(FILES, new Position(FILES, files, Position.NO_EPOCH, -1));
      return new Generation(
          1,
          1,
          through,
          TOPIC,
          cut,
          List.of(
              new Segment(
                  "epochs",
                  Segment.Kind.EPOCHS,
                  new EpochRange(0, through),
                  events.size(),
                  events.size()),
              new Segment("files", Segment.Kind.BACKFILL, new EpochRange(0, 0), files, files)),
          Instant.EPOCH,
          "test",
          events.size() + files);
    }
  }

  @Test
  void aVersionTakesOverOnceItIsWholeAndHasAllThatTheOneInForceHasAndNoSooner() {
    int free = 0;
    int blocked = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      Version before = Version.random(random);
      Version after = Version.random(random);
      List<String> obstacles = Takeover.obstacles(before.reader(), after.reader());
      assertThat(obstacles.isEmpty())
          .as("seed %d: %s, then %s: %s", seed, before, after, obstacles)
          .isEqualTo(after.isWhole() && after.hasAllOf(before));
      if (obstacles.isEmpty()) {
        free++;
        assertThat(answered(after)).as("seed %d", seed).containsAll(answered(before));
      } else {
        blocked++;
      }
    }
    assertThat(free).isGreaterThan(2_000);
    assertThat(blocked).isGreaterThan(2_000);
  }

  private static Set<String> answered(Version version) {
    Set<String> events = new TreeSet<>();
    version
        .reader()
        .read(
            Slice.everything(),
            Layer.MERGED,
            OptionalLong.empty(),
            new ViewReader.Collector() {
              @Override
              public void accept(byte[] key, long pane, byte[] state) {
                assertThat(events.add(new String(key, StandardCharsets.UTF_8))).isTrue();
              }

              @Override
              public void clear() {
                events.clear();
              }
            });
    return events;
  }

  private static byte[] key(String event) {
    return event.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] oneEvent() {
    Fold fold = Folds.edits();
    State state = fold.newState();
    fold.add(Folds.row("#en", false, 1L, null, null, 0), state);
    return fold.encode(state);
  }
}
