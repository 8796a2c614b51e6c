package dev.twofold.reconciliation;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.MasterRecord;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.view.EpochState;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.io.CloseableIterator;

/** Both layers of one view and its master dataset, in memory, for a test to write as it likes. */
final class MemoryLayers implements ViewLayers, Landed {
  static final String TOPIC = "sales";

  /** Where a row of the speed layer is. */
  record RowId(long incarnation, Place place, long epoch) implements Comparable<RowId> {
    @Override
    public int compareTo(RowId other) {
      int order = Long.compare(incarnation, other.incarnation);
      if (order == 0) {
        order = Arrays.compareUnsigned(place.key(), other.place.key());
      }
      if (order == 0) {
        order = Long.compare(place.pane(), other.place.pane());
      }
      return order == 0 ? Long.compare(epoch, other.epoch) : order;
    }
  }

  private final Fold fold;
  final List<Generation> generations = new ArrayList<>();

  /** Rows of each file, in order, by the segment's id. */
  final Map<String, List<List<StateRow>>> files = new TreeMap<>();

  final NavigableMap<RowId, byte[]> rows = new TreeMap<>();
  final List<Incarnation> lives = new ArrayList<>();
  final List<MasterRecord> landed = new ArrayList<>();
  long floor;

  /** Runs before each look at a store: what the layers do meanwhile. */
  Runnable meanwhile = () -> {};

  MemoryLayers(Fold fold) {
    this.fold = fold;
  }

  @Override
  public Fold fold() {
    return fold;
  }

  @Override
  public List<Generation> generations() {
    return List.copyOf(generations);
  }

  @Override
  public Ledger ledger() {
    meanwhile.run();
    return new Ledger(lives, floor);
  }

  @Override
  public CloseableIterator<StateRow> segmentRows(Generation publisher, Segment segment) {
    meanwhile.run();
    return CloseableIterator.withClose(
        files.get(segment.id()).stream()
            .flatMap(List::stream)
            .sorted(SortedRows::compare)
            .iterator());
  }

  @Override
  public Iterator<EpochState> speedRows(Ledger.Cover cover) {
    return speedRows(cover, place -> true);
  }

  @Override
  public Iterator<EpochState> speedRows(Ledger.Cover cover, byte[] key) {
    return speedRows(cover, place -> Arrays.equals(place.key(), key));
  }

  private Iterator<EpochState> speedRows(Ledger.Cover cover, Predicate<Place> wanted) {
    meanwhile.run();
    return rows.entrySet().stream()
        .filter(
            row ->
                row.getKey().incarnation == cover.incarnation().number()
                    && cover.epochs().contains(row.getKey().epoch)
                    && wanted.test(row.getKey().place))
        .map(
            row ->
                new EpochState(
                    row.getKey().place.key(),
                    row.getKey().place.pane(),
                    row.getKey().epoch,
                    row.getValue()))
        .toList()
        .iterator();
  }

  @Override
  public String topic() {
    return TOPIC;
  }

  @Override
  public long deadLettersFrom() {
    return Long.MIN_VALUE;
  }

  @Override
  public Optional<Cut> cutAt(long through) {
    return Optional.empty();
  }

  @Override
  public Records records(EpochRange epochs, Cut from, Cut to) {
    return new Records() {
      @Override
      public long atMost() {
        return landed.size();
      }

      @Override
      public void events(Collection<String> columns, Consumer<MasterRecord> into) {
        landed.forEach(into);
      }
    };
  }
}
