package dev.twofold.batch.job;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.LostRaceException;
import dev.twofold.batch.views.OrphanFiles;
import dev.twofold.batch.views.RunHistory;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** What all steps of one run share. Spark starts when the first step needs it. */
final class Run implements AutoCloseable {
  /** The name of the warehouse's catalog in Spark. */
  static final String CATALOG = "twofold";

  private static final int RACES = 5;

  /**
   * Well before {@link OrphanFiles#AGE}: whoever cleans must not take what is about to be named.
   */
  private static final Duration LONGEST_WORK = OrphanFiles.AGE.dividedBy(2);

  private final Project project;
  private final Warehouse warehouse;
  private final Progress progress;
  private RunJournal journal = RunJournal.unkept();
  private SparkSession session;

  Run(Project project, Progress progress) {
    this.project = project;
    this.progress = progress;
    warehouse = Warehouse.open(project.settings().warehouse(), project.name());
  }

  Project project() {
    return project;
  }

  Warehouse warehouse() {
    return warehouse;
  }

  Progress progress() {
    return progress;
  }

  /** A version of a view, for people. */
  String label(Fold view) {
    return project.label(view);
  }

  /**
   * Why scheduled publishing has to leave a version alone, as of now: its table is rolled back, or
   * its view's name is.
   */
  Optional<String> hold(BatchViewTable table, BatchViewTable.Version version) {
    return version.hold().or(() -> warehouse.deployed().hold(table.fold().view()));
  }

  /** The record of the work under way. */
  RunJournal journal() {
    return journal;
  }

  /** Does the work over a source, and keeps the record of it in the source's history of runs. */
  void record(SourceDefinition source, RunJournal.Start start, Runnable work) {
    RunHistory history = warehouse.master(source).runs();
    try (RunJournal kept = RunJournal.begin(history, start, progress)) {
      journal = kept;
      try {
        work.run();
        kept.done();
      } catch (RuntimeException e) {
        kept.failed(e);
        throw e;
      }
    } finally {
      journal = RunJournal.unkept();
    }
    prune(history, source);
  }

  private void prune(RunHistory history, SourceDefinition source) {
    try {
      history.prune(RunHistory.KEPT);
    } catch (RuntimeException e) {
      progress.line("history", source.name(), "left to the next run: %s", e.getMessage());
    }
  }

  /** Begins a step of the work under way, and counts the rows that its tasks have handled. */
  LongAccumulator phase(String name) {
    LongAccumulator rows = new LongAccumulator();
    spark().sc().register(rows, name);
    journal.phase(name, rows::value);
    return rows;
  }

  /** Begins a piece of work: files, and the commit that names them. */
  Work begin() {
    return new Work(System.nanoTime());
  }

  /**
   * A piece of work under way.
   *
   * @param start before its first file; a value of {@link System#nanoTime}
   */
  record Work(long start) {
    /**
     * @throws IllegalStateException where its files may be taken for those of a killed run
     */
    void checkMayCommit() {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      if (took.compareTo(LONGEST_WORK) > 0) {
        throw new IllegalStateException(
            "Writing the files took "
                + took.toHours()
                + " hours, longer than the "
                + LONGEST_WORK.toHours()
                + " that are safe: another run may take them for those of a run that died. Give"
                + " Spark more cores, or land less at once (--through).");
      }
    }

    /** How long it took so far, for people. */
    String time() {
      return Progress.since(start);
    }
  }

  JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(session().sparkContext());
  }

  SparkSession session() {
    if (session == null) {
      SparkConf conf = new SparkConf().setAppName("twofold " + project.name());
      if (!conf.contains("spark.master")) {
        conf.setMaster("local[*]");
      }
      if (conf.get("spark.master").startsWith("local")) {
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.driver.host", "127.0.0.1");
        conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      }
      conf.setIfMissing("spark.ui.showConsoleProgress", "false");
      conf.set("spark.sql.session.timeZone", "UTC");
      conf.set("spark.sql.caseSensitive", "true");
      conf.set("spark.hadoop." + Warehouse.VERIFY_CHECKSUMS, "true");
      String catalog = "spark.sql.catalog." + CATALOG;
      conf.set(catalog, "org.apache.iceberg.spark.SparkCatalog");
      // A run must see its own commits.
      conf.set(catalog + ".cache-enabled", "false");
      for (Map.Entry<String, String> property : warehouse.properties().entrySet()) {
        conf.set(catalog + "." + property.getKey(), property.getValue());
      }
      session = SparkSession.builder().config(conf).getOrCreate();
    }
    return session;
  }

  /** The start of an epoch, for people. */
  String start(long epoch) {
    return project.clock().start(epoch).toString();
  }

  /**
   * Runs a step that plans and commits; where another run was faster, runs it again from the start.
   */
  static void planAgainAfterLostRace(Runnable step) {
    for (int lost = 0; ; lost++) {
      try {
        step.run();
        return;
      } catch (LostRaceException e) {
        if (lost == RACES) {
          throw e;
        }
      }
    }
  }

  /** Deletes files that no commit names. What cannot be deleted does no harm but take space. */
  static void delete(Table table, List<DataFile> files) {
    for (DataFile file : files) {
      try {
        table.io().deleteFile(file.location());
      } catch (RuntimeException e) {
        // An orphan: nothing refers to it.
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (session != null) {
      session.stop();
    }
    warehouse.close();
  }
}
