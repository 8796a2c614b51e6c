package dev.twofold.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The project of commands that also work while nothing runs. */
final class ProjectOption {
  @Option(
      names = "--project",
      paramLabel = "DIR",
      description =
          "The project folder. Default: that of the running platform, else infra/examples/wikipedia.")
  private Path folder;

  /** As given; null where it was not. */
  Path folder() {
    return folder;
  }
}
