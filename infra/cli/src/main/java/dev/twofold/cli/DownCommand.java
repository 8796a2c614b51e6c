package dev.twofold.cli;

import dev.twofold.cli.platform.Running;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.stack.StackFile;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops a platform from another terminal. */
@Command(
    name = "down",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Stop the platform that ./twofold up or ./twofold demo runs in another terminal. What it keeps stays.",
    footerHeading = "%nExamples:%n",
    footer = {"  ./twofold down", "  ./twofold down --state /var/tmp/try"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:stopped, or nothing was running", "1:it did not end within a minute"})
final class DownCommand implements Callable<Integer> {
  private static final int LIMIT_SECONDS = 60;
  private static final long POLL_MILLIS = 50;

  private final Terminal terminal;

  @Mixin private StateOptions options;

  DownCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    StateFolder state = options.state();
    Optional<Running> running = Running.find(state);
    if (running.isEmpty()) {
      terminal.line("Nothing runs on " + state.root());
      return ExitCodes.OK;
    }
    try (Steps steps = new Steps(terminal)) {
      steps.run("Stopped", () -> stop(running.get(), state));
    }
    return ExitCodes.OK;
  }

  /** The pid alone would not do: it may be another process's by now. */
  private static String stop(Running running, StateFolder state) throws InterruptedException {
    running.owner().running().ifPresent(ProcessHandle::destroy);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (isUp(running, state)) {
      if (System.nanoTime() > end) {
        throw CliException.failed(
            "Process "
                + running.owner().pid()
                + " did not end within "
                + LIMIT_SECONDS
                + " s. What it started ends with it: kill -9 "
                + running.owner().pid());
      }
      Thread.sleep(POLL_MILLIS);
    }
    return "process " + running.owner().pid() + " and all that it started";
  }

  /**
   * An ended process whose parent has not asked for its exit code yet still counts as alive; it
   * holds nothing any more.
   */
  private static boolean isUp(Running running, StateFolder state) {
    return running.owner().running().isPresent() && StackFile.running(state.root()).isPresent();
  }
}
