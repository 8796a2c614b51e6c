package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.fold.KeyFilter;
import dev.twofold.fold.KeyWriter;
import dev.twofold.view.Slice;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentIndexTest {
  private static final List<Column> KEYS =
      List.of(
          new Column("name", DataType.VARCHAR, true), new Column("code", DataType.BIGINT, true));

  @TempDir Path folder;

  /** Rows over chunks of 512 bytes to 1 GiB: most rows fall close to a chunk's end in the small. */
  @ParameterizedTest
  @CsvSource({"0, 9", "1, 9", "17, 9", "400, 9", "3000, 10", "3000, 14", "3000, 30"})
  void readsWhatANaiveScanReads(int count, int chunkBits) throws IOException {
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      List<StateRow> rows = rows(random, count);
      SegmentIndex index = build(rows, chunkBits);
      assertThat(index.rows()).isEqualTo(rows.size());
      assertSame(index, rows, Slice.everything());
      for (int query = 0; query < 200; query++) {
        assertSame(index, rows, slice(random));
      }
    }
  }

  @Test
  void rowsOutOfOrderAreRefused() throws IOException {
    try (SegmentIndexWriter out = new SegmentIndexWriter(folder.resolve("x"), 20)) {
      out.add(new byte[] {2}, 5, new byte[0]);
      assertThatThrownBy(() -> out.add(new byte[] {2}, 5, new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> out.add(new byte[] {1}, 6, new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aFileThatIsCutShortIsNoIndex() throws IOException {
    Path file = folder.resolve("cut");
    write(file, rows(new Random(1), 100), 20);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> SegmentIndex.open(file)).isInstanceOf(IOException.class);
    Files.write(file, new byte[10]);
    assertThatThrownBy(() -> SegmentIndex.open(file)).isInstanceOf(IOException.class);
  }

  @Test
  void aFlippedBitAnywhereIsFound() throws IOException {
    Path file = folder.resolve("flipped");
    write(file, rows(new Random(1), 40), 9);
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at < bytes.length; at++) {
      boolean unused = at >= 40 && at < SegmentIndexWriter.HEADER_BYTES;
      if (!unused) {
        bytes[at] ^= 4;
        Files.write(file, bytes);
        assertThatThrownBy(() -> SegmentIndex.open(file))
            .as("byte %d", at)
            .isInstanceOf(IOException.class);
        bytes[at] ^= 4;
      }
    }
  }

  private static Slice slice(Random random) {
    Map<String, Object> equal = new HashMap<>();
    if (random.nextInt(4) > 0) {
      equal.put("name", name(random));
    }
    if (random.nextInt(2) > 0) {
      equal.put("code", code(random));
    }
    long from = random.nextInt(12) - 6L;
    return new Slice(KeyFilter.of(KEYS, equal), from, from + random.nextInt(10));
  }

  private static String name(Random random) {
    return random.nextInt(8) == 0 ? null : "n".repeat(random.nextInt(4)) + random.nextInt(6);
  }

  private static Long code(Random random) {
    return random.nextInt(8) == 0 ? null : random.nextInt(9) - 4L;
  }

  private static List<StateRow> rows(Random random, int count) {
    TreeSet<StateRow> rows = new TreeSet<>(StateOrder.ASCENDING);
    for (int i = 0; i < count; i++) {
      KeyWriter key = new KeyWriter();
      key.reset();
      String name = name(random);
      if (name == null) {
        key.writeNull();
      } else {
        key.writeString(name);
      }
      Long code = code(random);
      if (code == null) {
        key.writeNull();
      } else {
        key.writeLong(code);
      }
      byte[] state = new byte[random.nextInt(120)];
      random.nextBytes(state);
      rows.add(new StateRow(key.toBytes(), random.nextInt(12) - 6, state));
    }
    return List.copyOf(rows);
  }

  private SegmentIndex build(List<StateRow> rows, int chunkBits) throws IOException {
    Path file = Files.createTempFile(folder, "index", "");
    write(file, rows, chunkBits);
    return SegmentIndex.open(file);
  }

  private static void write(Path file, List<StateRow> rows, int chunkBits) throws IOException {
    try (SegmentIndexWriter out = new SegmentIndexWriter(file, chunkBits)) {
      for (StateRow row : rows) {
        out.add(row.key(), row.pane(), row.state());
      }
      out.finish();
    }
  }

  private static void assertSame(SegmentIndex index, List<StateRow> rows, Slice slice) {
    List<StateRow> expected =
        rows.stream()
            .filter(row -> slice.keys().matches(row.key()) && slice.contains(row.pane()))
            .toList();
    List<StateRow> found = new ArrayList<>();
    index.read(slice, (key, pane, state) -> found.add(new StateRow(key, pane, state)));
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i).key()).isEqualTo(expected.get(i).key());
      assertThat(found.get(i).pane()).isEqualTo(expected.get(i).pane());
      assertThat(found.get(i).state()).isEqualTo(expected.get(i).state());
    }
  }
}
