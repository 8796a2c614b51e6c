package dev.twofold.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * A state's bytes are a pure function of the multiset of values, for every aggregate over every
 * type.
 */
class AggregateLawTest {
  record Case(Subject subject, List<Object> values) {}

  @Provide
  Arbitrary<Case> cases() {
    return Arbitraries.of(Subject.all())
        .flatMap(
            subject ->
                ValuesOf.type(subject.type())
                    .list()
                    .ofMaxSize(40)
                    .map(values -> new Case(subject, values)));
  }

  @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
  void orderPartitionAndMergeTreeLeaveNoTrace(@ForAll("cases") Case one, @ForAll long seed) {
    Subject subject = one.subject;
    Accumulator plain = subject.of(one.values);
    Accumulator other = foldSomehow(subject, one.values, new Random(seed));
    assertThat(subject.bytes(other)).isEqualTo(subject.bytes(plain));
  }

  @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
  void aStateReadBackIsTheState(@ForAll("cases") Case one) {
    Subject subject = one.subject;
    Accumulator state = subject.of(one.values);
    Object result = presented(state);
    for (Accumulator read : List.of(subject.throughBytes(state), subject.throughColumns(state))) {
      assertThat(subject.bytes(read)).isEqualTo(subject.bytes(state));
      assertThat(presented(read)).isEqualTo(result);
    }
  }

  @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
  void anEmptyStateAddsNothing(@ForAll("cases") Case one) {
    Subject subject = one.subject;
    Accumulator state = subject.of(one.values);
    byte[] before = subject.bytes(state);
    state.merge(subject.spec().create());
    assertThat(subject.bytes(state)).isEqualTo(before);
    Accumulator empty = subject.spec().create();
    empty.merge(state);
    assertThat(subject.bytes(empty)).isEqualTo(before);
  }

  /** Sketches change their form as they grow, so they want many values. */
  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void sketchesKeepTheLawAsTheyGrow(@ForAll long seed) {
    Random random = new Random(seed);
    Subject subject =
        new Subject(
            "APPROX_COUNT_DISTINCT",
            Aggregates.approxCountDistinct(DataType.BIGINT),
            DataType.BIGINT);
    int count = 1 << random.nextInt(17);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add((long) random.nextInt(2 * count));
    }
    byte[] plain = subject.bytes(subject.of(values));
    assertThat(subject.bytes(foldSomehow(subject, values, random))).isEqualTo(plain);
  }

  /**
   * Shuffles, deals out to a few states, and merges them two by two, by chance through bytes or
   * columns.
   */
  private static Accumulator foldSomehow(Subject subject, List<Object> values, Random random) {
    List<Object> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, random);
    List<Accumulator> parts = new ArrayList<>();
    int partCount = 1 + random.nextInt(6);
    for (int i = 0; i < partCount; i++) {
      parts.add(subject.spec().create());
    }
    for (int i = 0; i < shuffled.size(); i++) {
      Object value = shuffled.get(i);
      subject.add(value, parts.get(random.nextInt(parts.size())));
      if (parts.size() > 1 && random.nextInt(1 + shuffled.size() / 4) == 0) {
        mergeTwo(subject, parts, random);
      }
    }
    while (parts.size() > 1) {
      mergeTwo(subject, parts, random);
    }
    return parts.get(0);
  }

  private static void mergeTwo(Subject subject, List<Accumulator> parts, Random random) {
    Accumulator from = parts.remove(random.nextInt(parts.size()));
    int target = random.nextInt(parts.size());
    Accumulator into = parts.get(target);
    byte[] before = subject.bytes(from);
    into.merge(random.nextBoolean() ? from : subject.throughBytes(from));
    assertThat(subject.bytes(from)).as("merge leaves the other state as it was").isEqualTo(before);
    switch (random.nextInt(3)) {
      case 0 -> parts.set(target, subject.throughBytes(into));
      case 1 -> parts.set(target, subject.throughColumns(into));
      default -> {}
    }
  }

  private static Object presented(Accumulator state) {
    try {
      return state.present();
    } catch (ArithmeticException e) {
      return e.getMessage();
    }
  }
}
