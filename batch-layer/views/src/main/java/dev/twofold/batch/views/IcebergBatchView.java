package dev.twofold.batch.views;

import dev.twofold.fold.Fold;
import dev.twofold.view.BatchView;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.Slice;
import dev.twofold.view.StateConsumer;
import dev.twofold.view.ViewUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A batch view as a node reads it: through local indexes of its segments. What was published since
 * the last {@link #refresh} is not seen, except by {@link #pin}; any generation gives exact
 * answers.
 */
public final class IcebergBatchView implements BatchView {
  private final Supplier<Warehouse> warehouse;
  private final Fold fold;
  private final SegmentIndexes indexes;
  private BatchViewTable table;

  /** Null until a refresh has succeeded: to answer "nothing is published" then would be a guess. */
  private volatile Known known;

  /** Of the last refresh that failed. */
  private volatile String failure = "it was not tried";

  /** What the last refresh found. The current generation is indexed. */
  private record Known(List<Generation> generations, Optional<Pinned> current) {}

  /**
   * Reads nothing yet: call {@link #refresh}.
   *
   * @param cache this process's folder for the indexes of this project's views
   */
  public IcebergBatchView(Warehouse warehouse, Fold fold, Path cache) {
    this(() -> warehouse, fold, cache);
  }

  /**
   * Of a warehouse that may not open yet.
   *
   * @param warehouse asked by each refresh until it gives one
   */
  public IcebergBatchView(Supplier<Warehouse> warehouse, Fold fold, Path cache) {
    this.warehouse = warehouse;
    this.fold = fold;
    indexes = new SegmentIndexes(cache.resolve(folder(fold)), fold);
  }

  private static String folder(Fold fold) {
    return fold.view() + "__" + fold.version();
  }

  /**
   * Drops the indexes of all other views than these. Who still reads one keeps what is open.
   *
   * @param cache as the views' own
   */
  public static void dropOthers(Path cache, Collection<Fold> kept) {
    Set<String> folders =
        kept.stream().map(IcebergBatchView::folder).collect(Collectors.toUnmodifiableSet());
    try (DirectoryStream<Path> found = Files.newDirectoryStream(cache)) {
      for (Path folder : found) {
        if (!folders.contains(folder.getFileName().toString())) {
          try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
              Files.deleteIfExists(file);
            }
          }
          Files.deleteIfExists(folder);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot clean the index folder " + cache, e);
    }
  }

  /**
   * Looks for a new current generation, indexes it, and only then lets it answer. Takes about a
   * second a million new states; queries go on meanwhile.
   */
  public synchronized void refresh() {
    try {
      look();
    } catch (RuntimeException e) {
      failure =
          e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + e.getCause().getMessage();
      throw e;
    }
  }

  private void look() {
    if (table == null) {
      table = warehouse.get().findView(fold).orElse(null);
      if (table == null) {
        known = new Known(List.of(), Optional.empty());
        return;
      }
    }
    Optional<Generation> current = table.version().current();
    List<Generation> generations = table.generations();
    known = new Known(generations, current.map(this::load));
    indexes.retain(
        generations.stream()
            .flatMap(generation -> generation.segments().stream())
            .map(Segment::id)
            .collect(Collectors.toUnmodifiableSet()));
  }

  @Override
  public List<Generation> generations() {
    return known().generations();
  }

  @Override
  public Optional<Pinned> pinCurrent() {
    return known().current();
  }

  private Known known() {
    Known found = known;
    if (found == null) {
      throw new ViewUnavailableException("the warehouse could not be read yet: " + failure);
    }
    return found;
  }

  @Override
  public Pinned pin(long number) {
    Optional<Pinned> current = known == null ? Optional.empty() : known.current();
    if (current.isPresent() && current.get().generation().number() == number) {
      return current.get();
    }
    return pinOther(number);
  }

  private synchronized Pinned pinOther(long number) {
    if (known == null
        || known.generations().stream().noneMatch(generation -> generation.number() == number)) {
      refresh();
    }
    return known().generations().stream()
        .filter(generation -> generation.number() == number)
        .findFirst()
        .map(this::load)
        .orElseThrow(() -> BatchViewTable.unknown(fold, number, known().generations()));
  }

  private Pinned load(Generation generation) {
    Map<String, SegmentIndex> segments = new HashMap<>();
    for (Segment segment : generation.segments()) {
      if (segment.rows() > 0) {
        segments.put(segment.id(), indexes.of(segment, table.table(), generation.snapshotId()));
      }
    }
    return new Indexed(generation, Map.copyOf(segments));
  }

  /** Holds its indexes by reference alone: they stay readable for as long as it is reachable. */
  private record Indexed(Generation generation, Map<String, SegmentIndex> segments)
      implements Pinned {
    @Override
    public void read(Segment segment, Slice slice, StateConsumer into) {
      SegmentIndex index = segments.get(segment.id());
      if (index != null) {
        index.read(slice, into);
      }
    }

    @Override
    public void close() {}
  }
}
