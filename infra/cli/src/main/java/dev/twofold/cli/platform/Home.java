package dev.twofold.cli.platform;

import dev.twofold.cli.CliException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that holds Twofold: the repository's root, built. */
public record Home(Path root) {
  private static final String PROPERTY = "twofold.home";

  /** As the launcher script says. */
  public static Home ofProcess() {
    String root = System.getProperty(PROPERTY);
    if (root == null || !Files.isDirectory(Path.of(root))) {
      throw CliException.refused(
          "Cannot find Twofold's own folder: start it with the script twofold, or say -D"
              + PROPERTY
              + "=FOLDER");
    }
    return new Home(Path.of(root).toAbsolutePath().normalize());
  }

  public Path exampleProject() {
    return root.resolve("infra/examples/wikipedia");
  }

  public StateFolder defaultState() {
    return new StateFolder(root.resolve(".twofold"));
  }
}
