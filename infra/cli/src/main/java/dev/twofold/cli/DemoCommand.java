package dev.twofold.cli;

import dev.twofold.cli.demo.Demo;
import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.Platform;
import dev.twofold.cli.platform.Running;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Terminal;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows all of Twofold at work on real events. */
@Command(
    name = "demo",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Start the platform, send 39,244 real Wikipedia edits, run the batch layer half-way through the stream, and compare "
            + "the merged answers with the known truth. Stays up until Ctrl-C. A second demo finds the events already there.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold demo",
      "  ./twofold demo --exit                        for a script: stops all after the answers",
      "  ./twofold demo --port 9000 --state /var/tmp/try"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:with --exit: every answer equalled the truth",
      "1:an answer differed, or something failed: trying again is safe",
      "2:refused: the port is taken, the topic holds other events",
      "130:stopped by Ctrl-C (143 by ./twofold down)"
    })
final class DemoCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--exit", description = "Stop everything after the answers.")
  private boolean exit;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Port of the serving layer on 127.0.0.1. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Mixin private StateOptions options;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Home home = Home.ofProcess();
    StateFolder state = options.state();
    terminal.line("39,244 real Wikipedia edits, 5 SQL views, 2 engines, one answer each.\n");
    Optional<Running> already = Running.find(state);
    Platform platform = null;
    boolean equal;
    try (Steps steps = new Steps(terminal)) {
      if (already.isPresent()) {
        requireExample(already.get(), home);
        steps.say("Running", "since before, process " + already.get().owner().pid());
      } else {
        platform =
            Platform.start(
                new Platform.Request(home, state, home.exampleProject(), port), terminal, steps);
      }
      Running running = platform == null ? already.get() : platform.running();
      equal = new Demo(terminal, home, state, running).run(steps);
      printNextSteps(running, platform != null && !exit);
    }
    if (platform != null && !exit) {
      platform.awaitEnd();
    }
    return equal ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private static void requireExample(Running running, Home home) {
    if (!running.project().equals(home.exampleProject())) {
      throw CliException.refused(
          "Another project runs on this state folder, "
              + running.project()
              + ": stop it with ./twofold down, or give the demo its own: ./twofold demo --state DIR");
    }
  }

  private void printNextSteps(Running running, boolean stays) {
    if (exit) {
      return;
    }
    terminal.line("");
    terminal.line(
        "  Ask    ./twofold query edits_by_channel --key channel=#en.wikipedia --window 1h");
    terminal.line(
        "         curl '"
            + running.serving()
            + "/v1/views/edits_by_channel?channel=%23en.wikipedia&window=1h'");
    terminal.line("  Stop   " + (stays ? "Ctrl-C, or " : "") + "./twofold down");
  }
}
