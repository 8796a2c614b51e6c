package dev.twofold.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.DataType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TopKTest {
  @Property
  void fewValuesAreCountedExactly(
      @ForAll @Size(max = 200) List<@IntRange(max = 9) Integer> values) {
    TopK top = (TopK) Aggregates.approxTopK(DataType.BIGINT, 3).create();
    Map<Long, Long> naive = new HashMap<>();
    for (long value : values) {
      top.add(value);
      naive.merge(value, 1L, Long::sum);
    }
    List<TopEntry> expected =
        naive.entrySet().stream()
            .sorted(
                Map.Entry.<Long, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(3)
            .map(entry -> new TopEntry(entry.getKey(), entry.getValue(), 0))
            .toList();
    assertThat(top.present()).isEqualTo(expected);
  }

  @Property(tries = 200)
  void pastTheCapacityEveryCountIsWithinItsError(@ForAll long seed) {
    Random random = new Random(seed);
    TopK.Spec spec = new TopK.Spec(DataType.BIGINT, 5, 40, TopK.MAX_STRING);
    Map<Object, Long> naive = new HashMap<>();
    Accumulator all = spec.create();
    int parts = 1 + random.nextInt(5);
    for (int part = 0; part < parts; part++) {
      TopK top = (TopK) spec.create();
      for (int i = 0; i < 2000; i++) {
        long value = (long) Math.abs(random.nextGaussian() * 50);
        top.add(value);
        naive.merge(value, 1L, Long::sum);
      }
      all.merge(top);
    }
    List<?> entries = (List<?>) all.present();
    assertThat(entries).hasSize(5);
    for (Object each : entries) {
      TopEntry entry = (TopEntry) each;
      assertThat(naive.get(entry.value())).isBetween(entry.count(), entry.count() + entry.error());
      // Misra and Gries: what half the counters share out.
      assertThat(entry.error()).isBetween(1L, 2000L * parts / 20);
    }
  }

  @Example
  void stringsOfAnyUnreasonableLengthAreNotCounted() {
    TopK top = (TopK) Aggregates.approxTopK(DataType.VARCHAR, 3).create();
    top.add("x".repeat(1025));
    top.add("");
    assertThat(top.present()).isEqualTo(List.of(new TopEntry("", 1, 0)));
  }
}
