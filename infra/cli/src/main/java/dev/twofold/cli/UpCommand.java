package dev.twofold.cli;

import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.Platform;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.schedule.BatchSchedule;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a whole platform on this machine, in the foreground. */
@Command(
    name = "up",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Start Kafka, Cassandra, the speed layer and the serving layer on this machine, and keep them running, "
            + "whatever stores elsewhere the project's settings name. "
            + "Ctrl-C stops all that it started, and nothing else.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold up                         the example project, on http://127.0.0.1:8080",
      "  ./twofold up path/to/project --port 9000",
      "  ./twofold up --state /var/tmp/try    with a state folder of its own"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "1:a process did not start or died: its log says why; trying again is safe",
      "2:refused: the project has errors, the port is taken, it runs already",
      "130:stopped by Ctrl-C (143 by ./twofold down)"
    })
final class UpCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROJECT",
      description = "The project folder. Default: infra/examples/wikipedia.")
  private Path project;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Port of the serving layer on 127.0.0.1. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Mixin private StateOptions state;

  UpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Home home = Home.ofProcess();
    Path folder = project == null ? home.exampleProject() : project.toAbsolutePath().normalize();
    Platform platform;
    try (Steps steps = new Steps(terminal)) {
      platform =
          Platform.start(new Platform.Request(home, state.state(), folder, port), terminal, steps);
    }
    terminal.line("");
    terminal.line("Running. Try: curl " + platform.running().serving() + "/v1/views");
    terminal.line(
        "Ctrl-C stops it, or ./twofold down from another terminal. What it keeps is in "
            + state.state().root());
    BatchSchedule schedule =
        new BatchSchedule(
            home, state.state(), new Target(folder, platform.running().settings()), terminal);
    schedule
        .start()
        .ifPresent(runs -> terminal.line("Batch runs start by the project's schedule."));
    platform.awaitEnd();
    return ExitCodes.FAILED;
  }
}
