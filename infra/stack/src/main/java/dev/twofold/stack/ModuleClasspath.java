package dev.twofold.stack;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the classpath that the build wrote for a module that runs as a process of its own. */
public final class ModuleClasspath {
  private ModuleClasspath() {}

  /** Where the class archives of programs are kept: they go when the build is cleaned. */
  public static Path archives(Path home) {
    return home.resolve("target/class-archives");
  }

  /** Whether some program that ran since the last build has left its archive. */
  public static boolean hasArchives(Path home) {
    Path folder = archives(home);
    if (!Files.exists(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(ClassArchive.SUFFIX));
    } catch (IOException e) {
      throw new StackException("Cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

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
    List<Path> entries = Stream.concat(own(target), read(module, file)).toList();
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

  /**
   * The module's own classes: as a jar where that is the newest build, else, before it is packaged,
   * as a folder.
   */
  private static Stream<Path> own(Path target) {
    Path classes = target.resolve("classes");
    if (!Files.exists(classes)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.list(target);
        Stream<Path> compiled = Files.walk(classes)) {
      // The others' names go on: -tests, -cluster.
      Optional<Path> jar =
          files
              .filter(file -> file.toString().endsWith(".jar"))
              .min(Comparator.comparingInt(file -> file.toString().length()));
      long newest = compiled.mapToLong(file -> file.toFile().lastModified()).max().orElse(0);
      return Stream.of(jar.filter(j -> j.toFile().lastModified() >= newest).orElse(classes));
    } catch (IOException e) {
      throw new StackException("Cannot read " + target + ": " + e.getMessage(), e);
    }
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
