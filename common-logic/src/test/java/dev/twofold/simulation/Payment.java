package dev.twofold.simulation;

import dev.twofold.data.Row;
import dev.twofold.definition.ErasureCompiler;
import dev.twofold.definition.Project;
import dev.twofold.erasure.Erasure;
import dev.twofold.erasure.Erasures;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * An event. Each adds a power of two of its own to a sum, so a state tells which events are in it,
 * and whether one is in it twice.
 *
 * @param id in {@code [0, MAX)}; no other has it
 */
record Payment(int id, long account, long paidAt) {
  static final Fold FOLD =
      Project.load(Path.of("src/test/resources/simulation"), Map.of()).views().get(0);

  private static final int COLUMNS = 4;
  private static final int BITS = 60;
  static final int MAX = COLUMNS * BITS;

  /** What is erased: half of all. */
  private static final String ERASED = "account = 1";

  private static final Fold ERASES = erases();

  private static Fold erases() {
    var project = Project.load(Path.of("src/test/resources/simulation"), Map.of());
    return ErasureCompiler.compile(
            project.sources().get(0), List.of(Erasure.of(ERASED, "", Map.of())))
        .compiled()
        .get(0)
        .erased();
  }

  static Erasure erasure(String topicId, Map<Integer, Long> below) {
    return Erasure.of(ERASED, topicId, below);
  }

  static Erasures compiled(Collection<Erasure> erasures) {
    return new Erasures(
        erasures.stream().map(each -> new Erasures.Compiled(each, ERASES)).toList());
  }

  Row row() {
    Row row = new Row(2 + COLUMNS);
    row.words[0] = paidAt;
    row.words[1] = account;
    row.words[2 + id / BITS] = 1L << (id % BITS);
    return row;
  }

  /** The payments in a state. */
  static BitSet in(State state) {
    BitSet ids = new BitSet(MAX);
    for (int column = 0; column < COLUMNS; column++) {
      long bits = (Long) FOLD.present(state, 1 + column);
      for (; bits != 0; bits &= bits - 1) {
        ids.set(column * BITS + Long.numberOfTrailingZeros(bits));
      }
    }
    if (ids.cardinality() != state.events()) {
      throw new Violation("counted twice: %d events make %s".formatted(state.events(), ids));
    }
    return ids;
  }
}
