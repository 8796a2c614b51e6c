package dev.twofold.batch.job;

import dev.twofold.batch.views.RefusedException;
import dev.twofold.definition.DefinitionException;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * The batch layer's main class.
 *
 * <p>Exit codes: 0 done; 1 failed, and to run it again is safe; 2 refused, a person has to decide.
 */
@Command(
    name = "batch",
    description = "Lands records in the master dataset and publishes batch views.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BatchJob.RunCommand.class,
      BatchJob.RecomputeCommand.class,
      BatchJob.ForgetCommand.class,
      BatchJob.CompactCommand.class,
      BatchJob.BackfillCommand.class
    })
public final class BatchJob {
  private static final int FAILED = 1;
  private static final int REFUSED = 2;

  private BatchJob() {}

  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  /** Runs one command in this JVM. Returns its exit code. */
  static int execute(String... arguments) {
    return new CommandLine(new BatchJob())
        .setExecutionExceptionHandler((e, line, parsed) -> exitCode(e, line))
        .execute(arguments);
  }

  private static int exitCode(Exception failure, CommandLine line) {
    if (failure instanceof RefusedException || failure instanceof DefinitionException) {
      line.getErr().println(failure.getMessage());
      return REFUSED;
    }
    line.getErr().println("Failed, and to run it again is safe: " + failure.getMessage());
    failure.printStackTrace(line.getErr());
    return FAILED;
  }

  @Command(
      name = "run",
      description = "Lands what is new, folds it and publishes a generation of each view.",
      mixinStandardHelpOptions = true)
  static final class RunCommand extends ProjectCommand {
    @Option(names = "--full", description = "Recompute from the whole master dataset.")
    boolean full;

    @Option(
        names = "--through",
        paramLabel = "TIME",
        description =
            "Land records ingested before this time (2026-11-23T07:00:00Z), rounded down to an"
                + " epoch's edge; the latest that the grace period allows by default.")
    String through;

    @Option(
        names = "--accept-loss",
        description =
            "Go on without records that Kafka deleted before they were landed: they are in no batch"
                + " view then.")
    boolean acceptLoss;

    @Override
    String words() {
      return full ? "run --full" : "run";
    }

    @Override
    void run(Run run, SourceDefinition source, List<Fold> views) {
      new Forget(run, source).finish(run.project().versionsOf(source));
      LandingPlan.Lost lost = acceptLoss ? LandingPlan.Lost.LEFT_OUT : LandingPlan.Lost.REFUSED;
      new Landing(run, source, lost).land(epoch(run));
      Upkeep upkeep = new Upkeep(run);
      upkeep.clean(source.name(), run.warehouse().master(source).table());
      FoldStep.Extent extent = full ? FoldStep.Extent.FULL_RECOMPUTE : FoldStep.Extent.NEW_RECORDS;
      new FoldStep(run, source, extent).fold(views);
      for (Fold view : views) {
        new Compaction(run, Compaction.Extent.OUTGROWN).compact(view);
        upkeep.conclude(view);
      }
      upkeep.expireDeadLetters(source);
      upkeep.expireLandings(source);
    }

    /** The epoch through which to land. */
    private long epoch(Run run) {
      long grace = run.project().settings().grace().toMillis();
      long latest = System.currentTimeMillis() - grace;
      if (through == null) {
        return run.project().clock().epochOf(latest);
      }
      try {
        long millis = Instant.parse(through).toEpochMilli();
        if (millis > latest) {
          throw new RefusedException(
              "Cannot land through "
                  + through
                  + ": the latest time is now less the grace period, "
                  + Progress.time(latest));
        }
        return run.project().clock().epochOf(millis);
      } catch (DateTimeParseException e) {
        throw new ParameterException(
            spec.commandLine(), "--through takes a time as 2026-11-23T07:00:00Z, not " + through);
      }
    }
  }

  @Command(
      name = "recompute",
      description = "Folds windows of views anew from the master dataset, and no others.",
      mixinStandardHelpOptions = true)
  static final class RecomputeCommand extends ProjectCommand {
    @Option(
        names = "--from",
        paramLabel = "TIME",
        description = "The first window (2026-11-23T07:00:00Z); the earliest by default.")
    Instant from;

    @Option(
        names = "--to",
        paramLabel = "TIME",
        description = "The window before which to end; none by default.")
    Instant to;

    @Override
    String words() {
      return "recompute";
    }

    @Override
    void run(Run run, SourceDefinition source, List<Fold> views) {
      Windows windows =
          new Windows(
              from == null ? Long.MIN_VALUE : from.toEpochMilli(),
              to == null ? Long.MAX_VALUE : to.toEpochMilli());
      views.forEach(windows::checkFit);
      for (Fold view : views) {
        new Recompute(run, source).recompute(view, windows);
        new Upkeep(run).conclude(view);
      }
    }
  }

  @Command(
      name = "forget",
      description = "Erases events from the master dataset and the batch views of a source.",
      mixinStandardHelpOptions = true)
  static final class ForgetCommand extends ProjectCommand {
    @Option(
        names = "--where",
        required = true,
        paramLabel = "CONDITION",
        description = "SQL over the source's columns; where it is NULL nothing is erased.")
    String condition;

    @Override
    String words() {
      return "forget";
    }

    @Override
    void check(Project project) {
      if (sources.size() != 1 || !only.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "Name one source with --source, and no view: all forget");
      }
    }

    @Override
    void run(Run run, SourceDefinition source, List<Fold> views) {
      new Forget(run, source).forget(condition, views);
    }
  }

  @Command(
      name = "compact",
      description = "Merges each view's segments into one; no answer changes.",
      mixinStandardHelpOptions = true)
  static final class CompactCommand extends ProjectCommand {
    @Option(
        names = "--unreconciled",
        description = "Merge segments too that were not compared with the speed layer yet.")
    boolean unreconciled;

    @Override
    String words() {
      return "compact";
    }

    @Override
    void run(Run run, SourceDefinition source, List<Fold> views) {
      Compaction.Extent extent =
          unreconciled ? Compaction.Extent.ALL : Compaction.Extent.RECONCILED;
      for (Fold view : views) {
        new Compaction(run, extent).compact(view);
        new Upkeep(run).conclude(view);
      }
    }
  }

  @Command(
      name = "backfill",
      description = "Adds the events of files to the master dataset, each file once.",
      mixinStandardHelpOptions = true)
  static final class BackfillCommand extends ProjectCommand {
    @Parameters(
        arity = "1..*",
        paramLabel = "FILE",
        description =
            "Newline-delimited JSON, CSV or Parquet; plain, gzip or zstd. Folders and patterns too,"
                + " on any file system that Hadoop reads.")
    List<String> files;

    @Override
    String words() {
      return "backfill";
    }

    @Override
    void check(Project project) {
      if (sources.size() != 1 && project.sources().size() != 1) {
        throw new ParameterException(
            spec.commandLine(),
            "Name the source that the files are of, with --source: one of "
                + project.sources().stream().map(SourceDefinition::name).toList());
      }
    }

    @Override
    void run(Run run, SourceDefinition source, List<Fold> views) {
      new Backfill(run, source).add(files);
    }
  }
}
