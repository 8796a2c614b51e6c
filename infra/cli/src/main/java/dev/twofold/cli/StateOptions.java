package dev.twofold.cli;

import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.Running;
import dev.twofold.cli.platform.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.FileHandler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import picocli.CommandLine.Option;

/** Which platform on this machine a command speaks of. */
final class StateOptions {
  private static final int LOG_BYTES = 10_000_000;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Folder that holds all that the platform keeps. Default: .twofold, beside the twofold script.")
  private Path folder;

  /** The state folder; from now on libraries log there. */
  StateFolder state() {
    StateFolder state = folder == null ? Home.ofProcess().defaultState() : new StateFolder(folder);
    logTo(state);
    return state;
  }

  /** The platform that runs there. */
  Running running() {
    return Running.require(state());
  }

  /** The project of the platform that runs there, or the example. */
  Path project(Path named) {
    if (named != null) {
      return named.toAbsolutePath().normalize();
    }
    Optional<Running> running = Running.find(state());
    return running.map(Running::project).orElseGet(() -> Home.ofProcess().exampleProject());
  }

  private static void logTo(StateFolder state) {
    Logger root = Logger.getLogger("");
    if (root.getHandlers().length > 0 || !Files.isDirectory(state.root())) {
      return;
    }
    try {
      Files.createDirectories(state.logs());
      FileHandler file =
          new FileHandler(state.logs().resolve("cli.log").toString(), LOG_BYTES, 1, true);
      file.setFormatter(new SimpleFormatter());
      root.addHandler(file);
    } catch (IOException e) {
      // A folder that cannot be written to is told by the command itself, if it needs to write.
    }
  }
}
