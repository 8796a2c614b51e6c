package dev.twofold.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twofold.stack.ChildProcess;
import dev.twofold.stack.Folders;
import dev.twofold.stack.JavaCommand;
import dev.twofold.stack.ModuleClasspath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where benchmarks run.
 *
 * @param home root of the repository, built
 * @param folder what they leave behind
 * @param rounds how often an alternating benchmark measures each side
 * @param jvmOptions for all JVMs that are measured, after their own; {@code NAME} in them is the
 *     main class
 */
record Workplace(Path home, Path folder, int rounds, List<String> jvmOptions) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Path project(String name) {
    return home.resolve("infra/bench/projects").resolve(name);
  }

  Path log(String name) {
    return folder.resolve("logs").resolve(name + ".log");
  }

  /**
   * Runs a main class of a module in a JVM of its own; its answer is the last line of JSON that it
   * prints: a log may follow it.
   */
  JsonNode run(String module, String mainClass, List<String> options, List<String> arguments) {
    String name = mainClass.substring(mainClass.lastIndexOf('.') + 1);
    Path work = folder.resolve("work").resolve(name);
    JavaCommand command =
        JavaCommand.of(name, mainClass, ModuleClasspath.of(home, module))
            .withJvmOptions(options)
            .withJvmOptions(jvmOptions.stream().map(o -> o.replace("NAME", name)).toList())
            .withJvmOptions(List.of("-Djava.io.tmpdir=" + work, "-Duser.timezone=UTC"))
            .withArguments(arguments);
    try (ChildProcess process = ChildProcess.start(command, work, log(name))) {
      int exitCode = process.onExit().join();
      if (exitCode != 0) {
        throw new IllegalStateException(
            name
                + " ended with exit code "
                + exitCode
                + ". Its log, "
                + log(name)
                + ", ends:\n"
                + process.logTail());
      }
      String answer = null;
      for (String line : Files.readAllLines(log(name), StandardCharsets.UTF_8)) {
        answer = line.startsWith("{") ? line : answer;
      }
      if (answer == null) {
        throw new IllegalStateException(name + " printed no figures. Its log: " + log(name));
      }
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read what " + name + " printed", e);
    }
  }

  /** An empty folder of this name. */
  Path emptied(String name) throws IOException {
    Path emptied = folder.resolve(name);
    Folders.delete(emptied);
    return Files.createDirectories(emptied);
  }
}
