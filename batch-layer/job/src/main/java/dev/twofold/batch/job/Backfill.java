package dev.twofold.batch.job;

import dev.twofold.batch.job.BackfillTask.Numbered;
import dev.twofold.batch.job.BackfillTask.Written;
import dev.twofold.batch.views.BackfilledFile;
import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.Moment;
import dev.twofold.batch.views.RefusedException;
import dev.twofold.epoch.Position;
import dev.twofold.event.SourceDefinition;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.SerializableTable;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Adds the records of files to a source's master dataset, outside the epochs: the speed layer has
 * none of them, and the batch views have them with their next generation.
 *
 * <p>Each file is added whole or not at all, and once: the commit that adds its records remembers
 * its digest. So a backfill that was killed is finished by the same command, and repeating one that
 * was not does nothing.
 */
final class Backfill {
  /** So many files go into one commit: what a death loses, and how many snapshots there will be. */
  private static final int FILES_A_COMMIT = 64;

  private final Run run;
  private final SourceDefinition source;
  private final MasterDataset master;
  private final List<String> refused = new ArrayList<>();
  private LandingTask.Counts counts = LandingTask.Counts.NONE;

  Backfill(Run run, SourceDefinition source) {
    this.run = run;
    this.source = source;
    master = run.warehouse().master(source);
  }

  /**
   * Adds those of the files that are not in yet.
   *
   * @param patterns paths of files or folders, and patterns of such, as Hadoop reads them
   * @throws RefusedException where files are not there or cannot be taken; the others are in
   */
  void add(List<String> patterns) {
    List<InputFile> files = notAddedYet(lookAt(paths(patterns)));
    for (int from = 0; from < files.size(); from += FILES_A_COMMIT) {
      addTogether(files.subList(from, Math.min(files.size(), from + FILES_A_COMMIT)));
    }
    if (counts.records() > 0) {
      run.progress()
          .line(
              "backfill",
              source.name(),
              "%,d records, %,d of them rejected: in the next generation of each view",
              counts.records(),
              counts.rejected());
    }
    if (!refused.isEmpty()) {
      throw new RefusedException(String.join("\n", refused));
    }
  }

  private List<String> paths(List<String> patterns) {
    List<String> paths = new ArrayList<>();
    for (String pattern : patterns) {
      try {
        Path path = new Path(pattern);
        FileSystem files = path.getFileSystem(hadoop());
        FileStatus[] found = files.globStatus(path);
        if (found == null || found.length == 0) {
          throw new RefusedException("There is no file " + pattern);
        }
        for (FileStatus status : found) {
          addFiles(status, files, paths);
        }
      } catch (FileNotFoundException e) {
        throw new RefusedException("There is no file " + pattern, e);
      } catch (IOException e) {
        throw new RefusedException("Cannot list " + pattern + ": " + e.getMessage(), e);
      }
    }
    return paths;
  }

  private static void addFiles(FileStatus status, FileSystem files, List<String> into)
      throws IOException {
    if (!status.isDirectory()) {
      into.add(status.getPath().toString());
      return;
    }
    FileStatus[] children = files.listStatus(status.getPath());
    Arrays.sort(children, Comparator.comparing(FileStatus::getPath));
    for (FileStatus child : children) {
      String name = child.getPath().getName();
      // What other engines leave beside their files: _SUCCESS, .part-0.crc.
      if (!name.startsWith("_") && !name.startsWith(".")) {
        addFiles(child, files, into);
      }
    }
  }

  private Configuration hadoop() {
    return run.spark().hadoopConfiguration();
  }

  private List<InputFile> lookAt(List<String> paths) {
    if (paths.isEmpty()) {
      return List.of();
    }
    SerializableConfiguration hadoop = new SerializableConfiguration(hadoop());
    LongAccumulator files = run.phase("digest");
    List<Looked> looked =
        run.spark()
            .parallelize(paths, paths.size())
            .map(
                path -> {
                  Looked one = Looked.at(path, hadoop.value());
                  files.add(1);
                  return one;
                })
            .collect();
    looked.stream().map(Looked::failure).filter(Objects::nonNull).forEach(refused::add);
    return looked.stream().map(Looked::file).filter(Objects::nonNull).toList();
  }

  /**
   * @param file null where it cannot be read
   * @param failure null, or why
   */
  private record Looked(InputFile file, String failure) implements Serializable {
    static Looked at(String path, Configuration hadoop) {
      try {
        return new Looked(InputFile.of(path, hadoop), null);
      } catch (IOException e) {
        String failure = path + ": cannot be read: " + e.getMessage();
        return new Looked(null, failure + ". Nothing of it was added");
      }
    }
  }

  private List<InputFile> notAddedYet(List<InputFile> files) {
    master.version();
    Map<String, String> there = new HashMap<>();
    for (BackfilledFile file : master.backfilled()) {
      there.put(
          file.sha256(), "added as " + file.name() + " at " + Progress.time(file.addedMillis()));
    }
    List<InputFile> left = new ArrayList<>();
    for (InputFile file : files) {
      String before = there.putIfAbsent(file.sha256(), "the same as " + file.path());
      if (before == null) {
        left.add(file);
      } else {
        run.progress().line("passed", source.name(), "%s: %s", file.path(), before);
      }
    }
    return left;
  }

  private void addTogether(List<InputFile> files) {
    Run.Work work = run.begin();
    int first = nextNumber(master.version());
    List<Numbered> numbered = new ArrayList<>();
    for (InputFile file : files) {
      numbered.add(new Numbered(file, first + numbered.size()));
    }
    long now = System.currentTimeMillis();
    List<Written> written = write(numbered, now);
    List<BackfilledFile> names = new ArrayList<>();
    List<DataFile> rows = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      InputFile file = files.get(i);
      Written one = written.get(i);
      if (isTaken(file, one)) {
        rows.addAll(one.files());
        names.add(
            new BackfilledFile(
                file.sha256(), file.path(), first + i, one.records(), one.rejected(), now));
      } else {
        Run.delete(master.table(), one.files());
      }
    }
    if (!names.isEmpty()) {
      Moment.BACKFILL_WRITTEN.reached();
      work.checkMayCommit();
      commit(first, first + files.size(), names, rows);
      names.forEach(file -> tell(file, work));
    }
  }

  /** A file of dead letters alone is of another format, or another source. */
  private boolean isTaken(InputFile file, Written written) {
    if (written.failure() != null) {
      refused.add(written.failure().getMessage());
      return false;
    }
    if (written.records() > 0 && written.rejected() == written.records()) {
      refused.add(
          file.path()
              + ": none of its "
              + written.records()
              + " records is an event of source "
              + source.name()
              + ": the first one "
              + written.reason()
              + ". Nothing of it was added");
      return false;
    }
    return true;
  }

  private List<Written> write(List<Numbered> files, long now) {
    BackfillTask task =
        new BackfillTask(
            source,
            SerializableTable.copyOf(master.table()),
            new SerializableConfiguration(hadoop()),
            UUID.randomUUID().toString(),
            now);
    LongAccumulator rows = run.phase("backfill");
    List<Numbered> texts =
        files.stream().filter(file -> file.file().format() != InputFile.Format.PARQUET).toList();
    Map<Integer, Written> written = new HashMap<>();
    if (!texts.isEmpty()) {
      run.spark()
          .parallelize(texts, texts.size())
          .mapToPair(
              file -> {
                Written one = task.text(file);
                rows.add(one.records());
                return new Tuple2<>(file.number(), one);
              })
          .collect()
          .forEach(one -> written.put(one._1(), one._2()));
    }
    for (Numbered file : files) {
      if (file.file().format() == InputFile.Format.PARQUET) {
        written.put(file.number(), parquet(file, task, rows));
      }
    }
    return files.stream().map(file -> written.get(file.number())).toList();
  }

  /** Spark reads a Parquet file in parts; an index in the file tells its records apart. */
  private Written parquet(Numbered numbered, BackfillTask task, LongAccumulator rows) {
    InputFile file = numbered.file();
    int number = numbered.number();
    try {
      Written written =
          ParquetRecords.of(run.session(), file)
              .zipWithIndex()
              .mapPartitions(
                  part -> {
                    Written one = task.part(number, part);
                    rows.add(one.records());
                    return List.of(one).iterator();
                  })
              .collect()
              .stream()
              .reduce(Written.NOTHING, Written::plus);
      file.checkUnchanged(hadoop());
      return written;
    } catch (RefusedException e) {
      return new Written(List.of(), 0, 0, null, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int nextNumber(MasterDataset.Version version) {
    return version
        .cut()
        .map(cut -> BackfilledFile.number(cut.position(MasterDataset.FILES).nextOffset()))
        .orElse(0);
  }

  /**
   * Commits on top of whatever landing came first: what the files hold depends on their numbers
   * alone.
   */
  private void commit(int first, int next, List<BackfilledFile> names, List<DataFile> rows) {
    Run.planAgainAfterLostRace(
        () -> {
          MasterDataset.Version version = master.version();
          if (nextNumber(version) != first) {
            Run.delete(master.table(), rows);
            throw new IllegalStateException(
                "Another backfill of " + source.name() + " goes on: its files came first");
          }
          Cut from = version.cut().orElseGet(this::start);
          Map<Integer, Position> positions = new HashMap<>(from.positions());
          long offset = BackfilledFile.offset(next);
          positions.put(
              MasterDataset.FILES,
              new Position(MasterDataset.FILES, offset, Position.NO_EPOCH, -1));
          Cut to = new Cut(from.topic(), from.topicId(), from.through(), positions);
          master.backfill(version, to, names, rows);
          for (BackfilledFile file : names) {
            counts = counts.plus(new LandingTask.Counts(file.records(), file.rejected(), 0, 0));
          }
          run.journal().landed(to.through(), to.through(), counts);
        });
  }

  /** Of a source of which nothing is landed yet. */
  private Cut start() {
    try (TopicLog log = new TopicLog(run.project().settings().kafka(), source.topic())) {
      return Cut.start(source.topic(), log.identity().id());
    }
  }

  private void tell(BackfilledFile file, Run.Work work) {
    run.progress()
        .line(
            "backfill",
            source.name(),
            "%s: %,d records, %,d of them rejected, in %s",
            file.name(),
            file.records(),
            file.rejected(),
            work.time());
  }
}
