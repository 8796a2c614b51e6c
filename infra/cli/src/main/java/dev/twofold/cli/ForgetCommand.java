package dev.twofold.cli;

import dev.twofold.cli.batch.BatchRun;
import dev.twofold.cli.batch.RealtimeErasure;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Erases events of a source, for good. */
@Command(
    name = "forget",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Erase events of a source that were sent until now, for good: from the master dataset, from the batch views, of which "
          + "earlier generations are retired and deleted, and from the real-time views, which the speed layer begins anew. "
          + "They do not come back from Kafka: both layers pass over them from now on. What is sent later is kept.",
      "Answers are exact with them, exact without them, or say that they are degraded. A forget that was killed is finished "
          + "by the same command, or by the next batch run. Dead letters stay, as no condition can be asked of what did not decode."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold forget wiki_edits --where \"\\\"user\\\" = 'Someone'\"",
      "  ./twofold forget orders --where \"customer = 17 AND placed_at < TIMESTAMP '2026-01-01 00:00:00'\""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:they are erased",
      "1:failed: run it again, it goes on where it was",
      "2:refused: no such source, or no such condition"
    })
final class ForgetCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The source's name.")
  private String name;

  @Option(
      names = "--where",
      required = true,
      paramLabel = "CONDITION",
      description =
          "Which events: SQL over the source's columns, as in a view's WHERE. Where it is NULL, the event stays.")
  private String condition;

  @Mixin private ProjectOption project;
  @Mixin private StateOptions state;

  ForgetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    BatchRun batch = BatchCommand.batch(project, state);
    Project loaded = batch.target().load();
    SourceDefinition source = SourceOption.named(name, loaded);
    List<String> told;
    try (Steps steps = new Steps(terminal)) {
      told = batch.forget(source.name(), condition, steps);
      steps.run("Speed", () -> new RealtimeErasure(loaded, source).apply() + batch.dropRetired());
    }
    told.forEach(terminal::line);
    return ExitCodes.OK;
  }
}
