package dev.twofold.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.epoch.EpochRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MergePolicyTest {
  private static final MergePolicy POLICY = new MergePolicy(64);

  /** A view over many nights, each night's segment settled before the next. */
  private static final class Nights {
    private final MergePolicy policy;
    private List<Segment> segments = new ArrayList<>();
    private final Set<String> settled = new HashSet<>();
    private long nights;
    private long rows;
    private long rewritten;

    Nights(MergePolicy policy) {
      this.policy = policy;
    }

    void next(long size) {
      Segment segment = segment("n" + nights, nights, nights + 1, size);
      segments.add(segment);
      settled.add(segment.id());
      nights++;
      rows += size;
      List<Segment> merged = policy.choose(segments, settled);
      if (!merged.isEmpty()) {
        merge(merged);
      }
    }

    private void merge(List<Segment> chosen) {
      int at = segments.indexOf(chosen.get(0));
      long size = chosen.stream().mapToLong(Segment::rows).sum();
      Segment merged =
          segment(
              "m" + nights,
              chosen.get(0).range().from(),
              chosen.get(chosen.size() - 1).range().to(),
              size);
      segments = new ArrayList<>(segments);
      segments.removeAll(chosen);
      segments.add(at, merged);
      settled.add(merged.id());
      rewritten += size;
    }
  }

  private static Segment segment(String id, long from, long to, long rows) {
    return new Segment(id, Segment.Kind.EPOCHS, new EpochRange(from, to), rows, rows);
  }

  private static double log2(long n) {
    return Math.log((double) Math.max(1, n)) / Math.log(2);
  }

  @Property
  void aRowIsWrittenAgainLogarithmicallyOftenAndSegmentsAreLogarithmicallyMany(
      @ForAll @Size(min = 1, max = 300) List<@IntRange(max = 10_000) Integer> sizes) {
    Nights nights = new Nights(POLICY);
    for (int size : sizes) {
      nights.next(size);
      assertThat(nights.segments).hasSizeLessThanOrEqualTo((int) log2(nights.rows) + 2);
      assertThat((double) nights.rewritten)
          .isLessThanOrEqualTo(nights.rows * (1 + log2(nights.rows)));
    }
  }

  @Example
  void aThousandEqualNightsAreRewrittenTenTimesEachAtMost() {
    Nights nights = new Nights(POLICY);
    for (int night = 0; night < 1_024; night++) {
      nights.next(1_000);
    }
    assertThat(nights.rewritten).isLessThanOrEqualTo(nights.rows * 10);
    assertThat(nights.segments).hasSizeLessThanOrEqualTo(11);
  }

  /** What a night costs on top of a history that is far larger than it. */
  @Example
  void aNightLeavesALargeHistoryAlone() {
    for (long history : new long[] {1_000_000, 16_000_000}) {
      Nights nights = new Nights(POLICY);
      nights.next(history);
      for (int night = 0; night < 30; night++) {
        nights.next(1_000);
      }
      assertThat(nights.rewritten).isLessThanOrEqualTo(30 * 1_000 * 5);
      assertThat(nights.segments.get(0).rows()).isEqualTo(history);
    }
  }

  @Property
  void thereAreNeverMoreThanTheMost(
      @ForAll @Size(min = 1, max = 100) List<@IntRange(max = 10_000) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 5) int most) {
    Nights nights = new Nights(new MergePolicy(most));
    for (int size : sizes) {
      nights.next(size);
      assertThat(nights.segments).hasSizeLessThanOrEqualTo(Math.max(most, 1));
    }
  }

  @Property
  void onlySettledNeighboursThatCoverEpochsAreMergedAndTwoAtLeast(
      @ForAll @Size(max = 40) List<@IntRange(max = 1_000) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 8) int most,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      segments.add(segment("s" + i, i, i + 1, sizes.get(i)));
    }
    segments.add(
        new Segment("backfill", Segment.Kind.BACKFILL, new EpochRange(0, 0), 5, random.nextInt(9)));
    Set<String> settled =
        segments.stream()
            .map(Segment::id)
            .filter(id -> random.nextInt(4) > 0)
            .collect(Collectors.toSet());
    List<Segment> shuffled = new ArrayList<>(segments);
    Collections.shuffle(shuffled, random);
    for (List<Segment> chosen :
        List.of(
            new MergePolicy(most).choose(shuffled, settled),
            MergePolicy.longest(shuffled, settled))) {
      assertThat(chosen).hasSizeGreaterThanOrEqualTo(chosen.isEmpty() ? 0 : 2);
      assertThat(chosen).allMatch(segment -> settled.contains(segment.id()));
      assertThat(chosen).allMatch(segment -> segment.kind() == Segment.Kind.EPOCHS);
      for (int i = 1; i < chosen.size(); i++) {
        assertThat(chosen.get(i).range().from()).isEqualTo(chosen.get(i - 1).range().to());
      }
    }
  }
}
