package dev.twofold.serving.http;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.epoch.EpochClock;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.serving.query.DurationText;
import dev.twofold.view.BatchView;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.ViewUnavailableException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Views and generations as the API lists them. Member names are written in snake case. */
final class Described {
  private Described() {}

  /**
   * A view.
   *
   * @param pane length of the finest window; null for a view without windows
   * @param generation number of the current batch generation; null before the first
   * @param freshnessMs age of the speed layer's last record; null where there is none
   * @param building the version that is to take over the name; null where there is none
   */
  record View(
      String name,
      String version,
      Source source,
      String pane,
      List<Key> keys,
      List<MeasureOf> measures,
      Long generation,
      Long freshnessMs,
      String sql,
      BuildingOf building) {}

  /**
   * A version that is being built.
   *
   * @param waitsFor why it cannot take over the view's name yet
   */
  record BuildingOf(String version, String since, List<String> waitsFor, String sql) {}

  record Source(String name, String topic) {}

  record Key(String name, String type) {}

  /**
   * @param errorBound how far it may be off, in words; null where it is exact
   */
  record MeasureOf(String name, String type, boolean exact, String errorBound) {}

  record SegmentOf(String id, String kind, long fromEpoch, long toEpoch, long events, long rows) {}

  /**
   * @param current whether queries that name no generation are answered from it
   * @param through the seam: the first epoch that the speed layer answers for
   */
  record GenerationOf(
      long number,
      boolean current,
      long through,
      String throughTime,
      String publishedAt,
      long events,
      List<SegmentOf> segments,
      String codeVersion,
      long snapshotId) {}

  static View view(
      ServedView view, Optional<Long> freshnessMillis, Optional<Catalog.Building> building) {
    Fold fold = view.fold();
    SourceDefinition source = view.source();
    return new View(
        fold.view(),
        fold.version(),
        new Source(source.name(), source.topic()),
        fold.paneMillis() == 0 ? null : DurationText.format(fold.paneMillis()),
        fold.keys().stream().map(Described::key).toList(),
        IntStream.range(0, fold.measures().size()).mapToObj(index -> measure(fold, index)).toList(),
        current(view.batch()).map(Generation::number).orElse(null),
        freshnessMillis.orElse(null),
        fold.sql(),
        building.map(Described::building).orElse(null));
  }

  static BuildingOf building(Catalog.Building building) {
    Fold fold = building.view().fold();
    return new BuildingOf(
        fold.version(), building.since().toString(), building.waitsFor(), fold.sql());
  }

  private static Key key(Column column) {
    return new Key(column.name(), column.type().toString());
  }

  private static MeasureOf measure(Fold fold, int index) {
    var measure = fold.measures().get(index);
    DataType type = fold.resultType(index);
    boolean exact = measure.aggregate().exact();
    return new MeasureOf(
        measure.name(), type.toString(), exact, exact ? null : measure.aggregate().errorBound());
  }

  static GenerationOf generation(Generation generation, boolean current, EpochClock epochs) {
    return new GenerationOf(
        generation.number(),
        current,
        generation.through(),
        EpochTimes.start(epochs, generation.through()),
        generation.publishedAt().toString(),
        generation.events(),
        generation.segments().stream().map(Described::segment).toList(),
        generation.codeVersion(),
        generation.snapshotId());
  }

  private static SegmentOf segment(Segment segment) {
    return new SegmentOf(
        segment.id(),
        segment.kind().name().toLowerCase(Locale.ROOT),
        segment.range().from(),
        segment.range().to(),
        segment.events(),
        segment.rows());
  }

  /** The generation that answers now; none also while the warehouse cannot be read. */
  static Optional<Generation> current(BatchView batch) {
    Optional<BatchView.Pinned> pinned;
    try {
      pinned = batch.pinCurrent();
    } catch (ViewUnavailableException e) {
      return Optional.empty();
    }
    try {
      return pinned.map(BatchView.Pinned::generation);
    } finally {
      pinned.ifPresent(BatchView.Pinned::close);
    }
  }
}
