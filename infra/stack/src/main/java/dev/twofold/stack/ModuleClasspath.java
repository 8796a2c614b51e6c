package dev.twofold.stack;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the classpath that the build wrote for a module that runs as a process of its own. */
public final class ModuleClasspath {
  private ModuleClasspath() {}

  /**
   * The module's own classes, where it has any, then its dependencies.
   *
   * @param home root of the repository
   * @param module the module's folder below it, such as {@code speed-layer/job}
   * @throws StackException where the module is not built, or a jar that it needs is gone
   */
  public static List<Path> of(Path home, String module) {
    Path target = home.resolve(module).resolve("target");
    Path file = target.resolve("classpath");
    Path classes = target.resolve("classes");
    List<Path> entries =
        Stream.concat(Stream.of(classes).filter(Files::exists), read(module, file)).toList();
    for (Path entry : entries) {
      if (!Files.exists(entry)) {
        throw new StackException(
            "Cannot run "
                + module
                + ": "
                + entry
                + " is gone, which "
                + file
                + " names. "
                + fix(module));
      }
    }
    return entries;
  }

  private static Stream<Path> read(String module, Path file) {
    try {
      String joined = Files.readString(file, StandardCharsets.UTF_8).strip();
      return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
          .splitAsStream(joined)
          .filter(entry -> !entry.isEmpty())
          .map(Path::of);
    } catch (IOException e) {
      throw new StackException(
          "Cannot run " + module + ": " + file + " is not there. " + fix(module), e);
    }
  }

  private static String fix(String module) {
    return "Build it, in the root of the repository: ./mvnw -q compile -am -pl " + module;
  }
}
