package dev.twofold.batch.views;

import dev.twofold.fold.Fold;
import dev.twofold.view.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;

/**
 * This node's indexes of a view's segments, in a folder of their own. A segment never changes, so
 * its index is built once and survives restarts. Thread-safe.
 */
final class SegmentIndexes {
  private static final int CHUNK_BITS = 30;
  private static final String SUFFIX = ".idx";
  private static final String UNFINISHED = ".tmp";

  private final Path folder;
  private final Fold fold;
  private final Map<String, SegmentIndex> open = new HashMap<>();

  SegmentIndexes(Path folder, Fold fold) {
    this.folder = folder;
    this.fold = fold;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create the index folder " + folder, e);
    }
  }

  /**
   * The segment's index, built where it is missing.
   *
   * @param snapshot one that holds the segment
   */
  synchronized SegmentIndex of(Segment segment, Table table, long snapshot) {
    SegmentIndex known = open.get(segment.id());
    if (known != null) {
      return known;
    }
    Path path = folder.resolve(segment.id() + SUFFIX);
    try {
      SegmentIndex index = reopen(path, segment);
      if (index == null) {
        build(path, segment, table, snapshot);
        index = SegmentIndex.open(path);
      }
      open.put(segment.id(), index);
      return index;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot index segment " + segment.id(), e);
    }
  }

  private static SegmentIndex reopen(Path path, Segment segment) {
    if (!Files.exists(path)) {
      return null;
    }
    try {
      SegmentIndex index = SegmentIndex.open(path);
      return index.rows() == segment.rows() ? index : null;
    } catch (IOException damaged) {
      return null;
    }
  }

  private void build(Path path, Segment segment, Table table, long snapshot) throws IOException {
    Path unfinished = Files.createTempFile(folder, segment.id(), UNFINISHED);
    try {
      List<String> files = SegmentReader.files(table, snapshot, segment.id());
      try (SegmentReader states = new SegmentReader(table.io(), files, fold);
          SegmentIndexWriter out = new SegmentIndexWriter(unfinished, CHUNK_BITS)) {
        while (states.hasNext()) {
          var row = states.next();
          out.add(row.key(), row.pane(), row.state());
        }
        if (out.rows() != segment.rows()) {
          throw new RefusedException(
              "Segment "
                  + segment.id()
                  + " of "
                  + table.name()
                  + " should hold "
                  + segment.rows()
                  + " states but holds "
                  + out.rows()
                  + ": another tool changed it. Recompute the view.");
        }
        out.finish();
      }
      Moment.INDEX_WRITTEN.reached();
      // The atomic step: the index is there, whole, or it is not.
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
      Moment.INDEXED.reached();
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Drops the indexes of all other segments, and what a killed process left unfinished. */
  synchronized void retain(Set<String> segments) {
    open.keySet().retainAll(segments);
    Set<String> files = segments.stream().map(id -> id + SUFFIX).collect(Collectors.toSet());
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
      for (Path file : found) {
        if (!files.contains(file.getFileName().toString())) {
          // Queries that still read it keep their mapping.
          Files.deleteIfExists(file);
          Moment.INDEX_DROPPED.reached();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot clean the index folder " + folder, e);
    }
  }
}
