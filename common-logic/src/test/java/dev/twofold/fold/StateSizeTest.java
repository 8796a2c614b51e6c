package dev.twofold.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.data.DataType;
import dev.twofold.data.Scalars;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No state outgrows the stores, whatever events come, and what it holds depends on them alone. */
class StateSizeTest {
  /** An aggregate in less room than it would like, and values of which some do not fit. */
  record Case(Subject subject, List<Object> values) {}

  @Provide
  Arbitrary<Case> cases() {
    return Arbitraries.of(Subject.all())
        .flatMap(
            subject -> {
              AggregateSpec spec = subject.spec().within(40_000);
              Subject within = new Subject(subject.name(), spec, subject.type());
              return values(subject.type()).list().ofMaxSize(60).map(v -> new Case(within, v));
            });
  }

  private static Arbitrary<Object> values(DataType type) {
    if (!type.equals(DataType.VARCHAR)) {
      return ValuesOf.type(type);
    }
    return Arbitraries.integers()
        .between(0, 60_000)
        .flatMap(length -> Arbitraries.of("x", "é", "\0").map(c -> (Object) c.repeat(length)));
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void noStateIsLargerThanItsAggregateSays(@ForAll("cases") Case one, @ForAll long seed) {
    Subject subject = one.subject;
    byte[] plain = subject.bytes(subject.of(one.values));
    assertThat(plain.length).isLessThanOrEqualTo((int) subject.spec().maxBytes());
    List<Object> shuffled = new ArrayList<>(one.values);
    Collections.shuffle(shuffled, new Random(seed));
    int half = shuffled.size() / 2;
    Accumulator left = subject.of(shuffled.subList(0, half));
    left.merge(subject.throughBytes(subject.of(shuffled.subList(half, shuffled.size()))));
    assertThat(subject.bytes(left)).isEqualTo(plain);
  }

  @Example
  void setsThatAreFullAreAsLargeAsTheirAggregateSays() {
    for (DataType type : List.of(DataType.VARCHAR, DataType.BIGINT, Subject.MONEY)) {
      AggregateSpec spec = Aggregates.countDistinct(type).within(100_000);
      Subject subject = new Subject("COUNT(DISTINCT)", spec, type);
      List<Object> values = new ArrayList<>();
      for (long i = 0; subject.bytes(subject.of(values)).length > 10 || i < 10; i += 500) {
        assertThat(subject.bytes(subject.of(values)).length).isLessThanOrEqualTo(100_000);
        for (long n = i; n < i + 500; n++) {
          values.add(
              type.equals(DataType.BIGINT)
                  ? (Object) n
                  : type.equals(DataType.VARCHAR)
                      ? "a long string, number " + n
                      : BigDecimal.valueOf(n, 4));
        }
      }
      assertThat(values).hasSizeBetween(6_000, 13_000);
    }
  }

  @Example
  void fullTopListsAndHistogramsAreNoLargerThanTheirAggregatesSay() {
    AggregateSpec top = Aggregates.approxTopK(DataType.VARCHAR, 1000);
    top = StateSize.limit(List.of(new Measure("top", top))).get(0).aggregate();
    Subject tops = new Subject("APPROX_TOP_K", top, DataType.VARCHAR);
    Random random = new Random(1);
    int longest = ((TopK.Spec) top).maxString();
    List<Object> values =
        IntStream.range(0, 10_000)
            .<Object>mapToObj(i -> random.nextLong() + "語".repeat(longest - 30))
            .toList();
    assertThat(tops.bytes(tops.of(values)).length)
        .isBetween((int) top.maxBytes() / 2, (int) top.maxBytes());
    assertThat(top.maxBytes()).isLessThanOrEqualTo((long) Fold.MAX_STATE_BYTES);
    AggregateSpec percentile = Aggregates.approxPercentile(DataType.DOUBLE, 0.5);
    Subject percentiles = new Subject("APPROX_PERCENTILE", percentile, DataType.DOUBLE);
    Percentile all = (Percentile) percentile.create();
    for (int bucket = 1 << 6; bucket <= 0x7FF << 6; bucket++) {
      for (int i = 0; i < 128; i++) {
        all.add(Buckets.toDouble(bucket));
        all.add(Buckets.toDouble(-bucket));
      }
    }
    assertThat(percentiles.bytes(all).length)
        .isBetween((int) percentile.maxBytes() / 2, (int) percentile.maxBytes());
  }

  @Example
  void fewSetsAndTextsAreNotCutBackAndManyShare() {
    AggregateSpec set = Aggregates.countDistinct(DataType.VARCHAR);
    AggregateSpec text = Aggregates.latest(DataType.VARCHAR);
    assertThat(limits(3, set, 1, text)).containsOnly(set, text);
    assertThat(limits(0, set, 13, text)).containsOnly(text);
    for (List<AggregateSpec> limited :
        List.of(limits(4, set, 0, text), limits(20, set, 1, text), limits(2, set, 100, text))) {
      assertThat(limited.stream().mapToLong(AggregateSpec::maxBytes).sum())
          .isBetween(Fold.MAX_STATE_BYTES * 9L / 10, (long) Fold.MAX_STATE_BYTES);
    }
    int atLeast = ((ArgExtreme.Spec) limits(0, set, 200, text).get(0)).maxText();
    assertThat(atLeast).isGreaterThan(Scalars.MAX_TEXT_BYTES / 16);
  }

  @Example
  void aViewWhoseStatesCouldNotBeMadeToFitIsRefused() {
    AggregateSpec set = Aggregates.countDistinct(DataType.VARCHAR);
    AggregateSpec percentile = Aggregates.approxPercentile(DataType.DOUBLE, 0.5);
    for (AggregateSpec spec : List.of(set, percentile)) {
      assertThatThrownBy(() -> limits(60, spec, 0, set))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("split the view");
    }
  }

  private static List<AggregateSpec> limits(
      int firsts, AggregateSpec first, int seconds, AggregateSpec second) {
    List<Measure> measures = new ArrayList<>();
    for (int i = 0; i < firsts + seconds; i++) {
      measures.add(new Measure("m" + i, i < firsts ? first : second));
    }
    return StateSize.limit(measures).stream().map(Measure::aggregate).toList();
  }
}
