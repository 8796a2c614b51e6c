package dev.twofold.batch.views;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * The runs of the batch layer over one source: a file of JSON each, beside the source's master
 * dataset, so that whoever can read that can read these. The run itself writes its file anew as it
 * goes; no one else does. Thread-safe.
 */
public final class RunHistory {
  /** How many runs are remembered. */
  public static final int KEPT = 1_000;

  private static final String SUFFIX = ".json";
  private static final int READS = 3;
  private static final long READ_AGAIN_MILLIS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Comparator<FileInfo> NEWEST_FIRST =
      Comparator.comparing(FileInfo::location).reversed();

  private final FileIO io;
  private final String folder;

  RunHistory(FileIO io, String tableLocation) {
    this.io = io;
    this.folder = tableLocation + "/runs/";
  }

  /**
   * Writes what is known of a run, in place of what was.
   *
   * @throws UncheckedIOException where it cannot be written
   */
  public void write(RunRecord run) {
    String location = folder + run.id() + SUFFIX;
    try {
      byte[] json = JSON.writeValueAsBytes(run);
      Optional<Path> local = FileListing.local(location);
      if (local.isPresent()) {
        writeLocal(local.get(), json);
        return;
      }
      // An object store shows the file before or the file after.
      try (OutputStream out = io.newOutputFile(location).createOrOverwrite()) {
        out.write(json);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the history of runs in " + folder, e);
    }
  }

  /** Readers find the file as it was or as it is, and never a part of it. */
  private static void writeLocal(Path file, byte[] json) throws IOException {
    Files.createDirectories(file.getParent());
    Path written = Files.write(file.resolveSibling("." + file.getFileName()), json);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private InputStream open(String location) throws IOException {
    Optional<Path> local = FileListing.local(location);
    return local.isPresent()
        ? Files.newInputStream(local.get())
        : io.newInputFile(location).newStream();
  }

  /**
   * The newest runs, the newest first.
   *
   * @param limit how many at most
   */
  public List<RunRecord> newest(int limit) {
    return files().stream().limit(limit).flatMap(file -> read(file.location()).stream()).toList();
  }

  /** The newest run of a kind; those before it are not read. */
  public Optional<RunRecord> newest(Predicate<RunRecord> kind) {
    return files().stream()
        .flatMap(file -> read(file.location()).stream())
        .filter(kind)
        .findFirst();
  }

  /** One run. */
  public Optional<RunRecord> find(String id) {
    return files().stream()
        .map(FileInfo::location)
        .filter(location -> location.endsWith("/" + id + SUFFIX))
        .findFirst()
        .flatMap(this::read);
  }

  /**
   * Forgets old runs.
   *
   * @param kept how many of the newest stay; {@link #KEPT} but in tests
   */
  public void prune(int kept) {
    files().stream().skip(kept).forEach(file -> io.deleteFile(file.location()));
  }

  private List<FileInfo> files() {
    if (!(io instanceof SupportsPrefixOperations listing)) {
      return List.of();
    }
    return FileListing.under(listing, folder).stream()
        .filter(file -> isRun(file.location()))
        .sorted(NEWEST_FIRST)
        .toList();
  }

  /** One that is about to take another's place begins with a point. */
  private static boolean isRun(String location) {
    String name = location.substring(location.lastIndexOf('/') + 1);
    return name.endsWith(SUFFIX) && !name.startsWith(".");
  }

  /** Empty where the run writes at this very moment, or its file was pruned. */
  private Optional<RunRecord> read(String location) {
    for (int attempt = 0; ; attempt++) {
      try (InputStream in = open(location)) {
        return Optional.of(JSON.readValue(in, RunRecord.class));
      } catch (IOException | RuntimeException e) {
        if (attempt == READS) {
          return Optional.empty();
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(READ_AGAIN_MILLIS));
      }
    }
  }
}
