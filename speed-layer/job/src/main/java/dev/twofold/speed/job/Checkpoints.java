package dev.twofold.speed.job;

import dev.twofold.speed.views.LedgerWriter;
import dev.twofold.speed.views.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * A source's retained checkpoints: {@code checkpoints/SOURCE/INCARNATION/JOB/chk-N} under the state
 * folder, which can be on any file system that Flink knows.
 */
final class Checkpoints {
  /**
   * Of the bytes in a checkpoint. A checkpoint of another format is not found, and a cold start
   * takes its place.
   */
  static final int FORMAT = 2;

  private static final String PREFIX = "chk-";

  private final Path folder;

  Checkpoints(String state, String source) {
    this.folder = new Path(new Path(new Path(state), "checkpoints"), source);
  }

  /**
   * Where the incarnation's checkpoints go. Numbers start anew with a new keyspace, so the id is
   * part of it.
   */
  Path of(LedgerWriter.Life life) {
    String id = life.id().toString().substring(0, 8);
    return new Path(folder, life.number() + "-" + id + "-v" + FORMAT);
  }

  /** The incarnation's latest complete checkpoint. Their numbers go on from job to job. */
  Optional<Path> latest(LedgerWriter.Life life) {
    Path latest = null;
    long highest = -1;
    for (FileStatus job : list(of(life))) {
      for (FileStatus file : list(job.getPath())) {
        String name = file.getPath().getName();
        if (name.startsWith(PREFIX) && isComplete(file.getPath())) {
          long number = Long.parseLong(name.substring(PREFIX.length()));
          if (number > highest) {
            highest = number;
            latest = file.getPath();
          }
        }
      }
    }
    return Optional.ofNullable(latest);
  }

  /** Deletes the checkpoints of all other incarnations: only the newest is ever continued. */
  void keepOnly(LedgerWriter.Life life) {
    for (FileStatus incarnation : list(folder)) {
      if (!incarnation.getPath().getName().equals(of(life).getName())) {
        try {
          incarnation.getPath().getFileSystem().delete(incarnation.getPath(), true);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    Moment.CHECKPOINTS_DROPPED.reached();
  }

  /** The file that makes a checkpoint complete. */
  static Path metadata(Path checkpoint) {
    return new Path(checkpoint, "_metadata");
  }

  private static boolean isComplete(Path checkpoint) {
    Path metadata = metadata(checkpoint);
    try {
      return metadata.getFileSystem().exists(metadata);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileStatus[] list(Path path) {
    try {
      FileSystem files = path.getFileSystem();
      if (!files.exists(path) || !files.getFileStatus(path).isDir()) {
        return new FileStatus[0];
      }
      FileStatus[] entries = files.listStatus(path);
      return entries == null ? new FileStatus[0] : entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
