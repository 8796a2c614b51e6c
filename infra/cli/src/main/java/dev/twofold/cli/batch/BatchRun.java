package dev.twofold.cli.batch;

import dev.twofold.batch.views.BackfilledFile;
import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.cli.CliException;
import dev.twofold.cli.ExitCodes;
import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.Job;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.reconcile.ReconcileRun;
import dev.twofold.cli.reconcile.ReportPrinter;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Units;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.reconciliation.Scope;
import dev.twofold.stack.ChildProcess;
import dev.twofold.view.Generation;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One run of the batch layer, as a process of its own that ends with this one. */
public record BatchRun(Home home, StateFolder state, Target target) {
  /** The speed layer seals epochs soon after the cut that batch makes. */
  private static final Duration SEALING = Duration.ofSeconds(60);

  /** What the job tells of an erasure. */
  private static final Pattern FORGOTTEN = Pattern.compile("^(erase|retire|forget) ");

  /**
   * Runs it to its end.
   *
   * @param arguments of the batch job: "run" or "compact", then its options
   * @throws CliException with the exit code of the job where it is not 0
   */
  public void run(List<String> arguments, Steps steps) throws Exception {
    steps.run("Batch", () -> outcome(arguments) + expired());
  }

  /**
   * Runs it to its end, and then compares what it has published with the speed layer, before
   * real-time rows are let go. That the layers cannot be compared is no failure of the run.
   *
   * @param arguments as of {@link #run}
   * @return the report; empty where they could not be compared
   */
  public Optional<ReconcileRun.Outcome> runAndReconcile(List<String> arguments, Steps steps)
      throws Exception {
    steps.run("Batch", () -> outcome(arguments));
    AtomicReference<ReconcileRun.Outcome> compared = new AtomicReference<>();
    steps.run("Reconcile", () -> reconcile(compared) + expired());
    return Optional.ofNullable(compared.get());
  }

  /**
   * Adds the events of files to a source's master dataset.
   *
   * @param files absolute paths, or those of file systems that Hadoop reads
   * @throws CliException with the exit code of the job where it is not 0; the other files are in
   */
  public void backfill(String source, List<String> files, Steps steps) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("backfill", "--source", source));
    arguments.addAll(files);
    steps.run(
        "Backfill",
        () -> {
          try (RunLock lock = RunLock.take(state)) {
            Set<BackfilledFile> before = Set.copyOf(ask(each -> each.backfilled(source)));
            process(arguments);
            return added(
                ask(each -> each.backfilled(source)).stream()
                    .filter(file -> !before.contains(file))
                    .toList());
          }
        });
  }

  /**
   * Erases events of a source from the warehouse.
   *
   * @return what was done, a line a step
   * @throws CliException with the exit code of the job where it is not 0
   */
  public List<String> forget(String source, String condition, Steps steps) throws Exception {
    List<String> told = new ArrayList<>();
    steps.run(
        "Forget",
        () -> {
          try (RunLock lock = RunLock.take(state)) {
            process(List.of("forget", "--source", source, "--where", condition));
            try (Stream<String> log = Files.lines(Job.BATCH.log(state))) {
              log.filter(line -> FORGOTTEN.matcher(line).find()).forEach(told::add);
            }
            return "batch layer done";
          }
        });
    return told;
  }

  /**
   * Drops what is left of versions that are retired, at once: no erasure looks at them any more.
   *
   * @return what was done, to go on a line with
   */
  public String dropRetired() throws IOException, InterruptedException {
    try (RunLock lock = RunLock.take(state)) {
      return dropped(new RetiredVersions(target.load()).cleanAtOnce());
    }
  }

  private static String dropped(int versions) {
    return versions == 0
        ? ""
        : "; dropped what was left of " + Units.count(versions, "retired version");
  }

  private static String added(List<BackfilledFile> files) {
    if (files.isEmpty()) {
      return "nothing new: these files are in already";
    }
    long records = files.stream().mapToLong(BackfilledFile::records).sum();
    long rejected = files.stream().mapToLong(BackfilledFile::rejected).sum();
    return Units.count(records, "record")
        + " of "
        + Units.count(files.size(), "file")
        + (rejected == 0 ? "" : ", " + Units.count(rejected) + " of them dead letters")
        + "; in answers after the next ./twofold batch run";
  }

  private String reconcile(AtomicReference<ReconcileRun.Outcome> compared) {
    try {
      ReconcileRun.Outcome outcome =
          new ReconcileRun(target.load())
              .run(Scope.everything(), Scope.Extent.NEW, SEALING, each -> {});
      compared.set(outcome);
      return ReportPrinter.verdict(outcome.report());
    } catch (IOException | RuntimeException e) {
      return "could not be done, ./twofold reconcile --new does it later: " + e.getMessage();
    }
  }

  /** One run at a time: a second waits, and then finds less to do. */
  private String outcome(List<String> arguments) throws IOException, InterruptedException {
    try (RunLock lock = RunLock.take(state)) {
      return locked(arguments);
    }
  }

  private String locked(List<String> arguments) {
    Map<String, Generation> before = ask(Published::currentOfVersions);
    Map<String, MasterDataset.Version> landedBefore = ask(Published::landed);
    process(arguments);
    String erased = erasedRows();
    List<String> held = ask(Published::held);
    return summary(before, ask(Published::currentOfVersions))
        + behindCut(landedBefore, ask(Published::landed))
        + erased
        + (held.isEmpty() ? "" : "; held since a rollback: " + String.join(", ", held));
  }

  /** Runs the job to its end. The lock on runs has to be held. */
  private void process(List<String> arguments) {
    clearWork();
    var command =
        Job.BATCH.command(home, state, target.projectFolder(), target.settings(), arguments);
    try (ChildProcess process =
        ChildProcess.start(command, Job.BATCH.work(state), Job.BATCH.log(state))) {
      int exitCode = process.onExit().join();
      if (exitCode != ExitCodes.OK) {
        String message =
            "The batch run ended with exit code "
                + exitCode
                + ". Its log, "
                + process.log()
                + ", ends:\n"
                + process.logTail();
        throw exitCode == ExitCodes.REFUSED
            ? CliException.refused(message)
            : CliException.failed(message);
      }
    }
  }

  /** What a forget that was killed has left in the real-time views. */
  private String erasedRows() {
    try {
      Project project = target.load();
      int incarnations = 0;
      for (SourceDefinition source : project.sources()) {
        incarnations += new RealtimeErasure(project, source).erase();
      }
      return incarnations == 0
          ? ""
          : "; erased the rows of "
              + Units.count(incarnations, "incarnation")
              + " that hold what a forget erased";
    } catch (IOException | RuntimeException e) {
      return "; real-time rows of erased events stay until the next run: " + e.getMessage();
    }
  }

  /** Shuffles of a run that was killed hold keys: also of events that are erased meanwhile. */
  private void clearWork() {
    try {
      Job.BATCH.clearWork(state);
    } catch (IOException e) {
      throw CliException.failed("Cannot delete what a killed run has left: " + e.getMessage());
    }
  }

  /** What it says of what is let go. That it takes space for longer is no failure of the run. */
  private String expired() {
    return replacedRows() + oldDeadLetters() + retiredVersions();
  }

  private String oldDeadLetters() {
    try {
      new OldDeadLetters(target.load()).delete();
      return "";
    } catch (IOException | RuntimeException e) {
      return "; old dead letters of the speed layer stay until the next run: " + e.getMessage();
    }
  }

  private String replacedRows() {
    try {
      int tables = new RealtimeRows(target.load()).dropUnneeded();
      return tables == 0
          ? ""
          : "; dropped " + Units.count(tables, "table") + " of real-time rows that it replaces";
    } catch (IOException | RuntimeException e) {
      return "; real-time rows that it replaces stay until the next run: " + e.getMessage();
    }
  }

  /** No run publishes meanwhile what is dropped. */
  private String retiredVersions() {
    try (RunLock lock = RunLock.take(state)) {
      return dropped(new RetiredVersions(target.load()).clean());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "; interrupted before retired versions were dropped";
    } catch (IOException | RuntimeException e) {
      return "; retired versions stay until the next run: " + e.getMessage();
    }
  }

  private <T> T ask(Function<Published, T> question) {
    try (Published published = new Published(target.load())) {
      return question.apply(published);
    }
  }

  /** What the run's landings found that an earlier one should have had. */
  static String behindCut(
      Map<String, MasterDataset.Version> before, Map<String, MasterDataset.Version> after) {
    long records =
        after.keySet().stream()
            .filter(source -> through(after.get(source)) > through(before.get(source)))
            .mapToLong(source -> after.get(source).behindCut())
            .sum();
    return records == 0
        ? ""
        : "; "
            + Units.count(records, "record")
            + " came behind the last cut, as a clock was off by more than grace, and "
            + (records == 1 ? "is" : "are")
            + " counted from here on";
  }

  private static long through(MasterDataset.Version version) {
    return version == null ? 0 : version.cut().map(Cut::through).orElse(0L);
  }

  /** What the run changed, in one line. */
  static String summary(Map<String, Generation> before, Map<String, Generation> after) {
    List<String> changed =
        after.keySet().stream().filter(view -> !after.get(view).equals(before.get(view))).toList();
    if (changed.isEmpty()) {
      return "nothing new to publish";
    }
    long events = changed.stream().mapToLong(view -> after.get(view).events()).max().orElse(0);
    long generation = changed.stream().mapToLong(view -> after.get(view).number()).max().orElse(0);
    return "generation "
        + generation
        + " of "
        + Units.count(changed.size(), "view")
        + ", up to "
        + Units.count(events)
        + " events in each";
  }
}
