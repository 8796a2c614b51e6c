package dev.twofold.cli.platform;

import dev.twofold.stack.Folders;
import dev.twofold.stack.JavaCommand;
import dev.twofold.stack.ModuleClasspath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A program of a layer, run as a JVM of its own because Spark, Flink and Dropwizard cannot share a
 * classpath. All of them take the project, the state folder and overrides of settings in the same
 * way.
 */
public enum Job {
  SPEED(
      "Speed layer",
      "speed",
      "speed-layer/job",
      "dev.twofold.speed.job.SpeedJob",
      List.of("-Xms128m", "-Xmx640m", "-XX:MaxDirectMemorySize=256m")),
  BATCH(
      "Batch layer",
      "batch",
      "batch-layer/job",
      "dev.twofold.batch.job.BatchJob",
      List.of("-Xms256m", "-Xmx1536m")),
  SERVING(
      "Serving layer",
      "serving",
      "serving-layer",
      "dev.twofold.serving.ServingLayer",
      List.of("-Xms64m", "-Xmx384m"));

  private final String title;
  private final String id;
  private final String module;
  private final String mainClass;

  @SuppressWarnings("ImmutableEnumChecker") // Each is a List.of.
  private final List<String> jvmOptions;

  Job(String title, String id, String module, String mainClass, List<String> jvmOptions) {
    this.title = title;
    this.id = id;
    this.module = module;
    this.mainClass = mainClass;
    this.jvmOptions = jvmOptions;
  }

  /** What users call it. */
  public String title() {
    return title;
  }

  /** Where its output goes. */
  public Path log(StateFolder state) {
    return state.logs().resolve(id + ".log");
  }

  /** Where it runs, and keeps its temporary files. */
  public Path work(StateFolder state) {
    return state.work(id);
  }

  /** Deletes the temporary files of one that was killed, while none runs. */
  public void clearWork(StateFolder state) throws IOException {
    Folders.delete(work(state));
  }

  /**
   * The command that runs it.
   *
   * @param verb its first arguments, such as "run"
   */
  public JavaCommand command(
      Home home, StateFolder state, Path project, Map<String, String> settings, List<String> verb) {
    List<String> arguments = new ArrayList<>(verb);
    arguments.addAll(List.of("--project", project.toString()));
    if (this != BATCH) {
      // The batch layer keeps all that it knows in the warehouse.
      arguments.addAll(List.of("--state", state.root().toString()));
    }
    new TreeMap<>(settings)
        .forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
    return base(home)
        .withJvmOptions(jvmOptions)
        .withJvmOptions(engineOptions())
        .withJvmOptions(
            List.of(
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-Duser.timezone=UTC",
                "-Djava.io.tmpdir=" + work(state)))
        .withArguments(arguments);
  }

  private JavaCommand base(Home home) {
    JavaCommand command = JavaCommand.of(title, mainClass, ModuleClasspath.of(home.root(), module));
    // A run of the batch layer would take longer to write its archive than a later start would win.
    return this == BATCH
        ? command
        : command.withClassArchives(ModuleClasspath.archives(home.root()));
  }

  private List<String> engineOptions() {
    if (this != BATCH) {
      return List.of("-XX:+UseSerialGC");
    }
    // The serial collector lays states out so that a fold of 100,000 groups takes twice as long.
    List<String> options = new ArrayList<>(SparkFlags.ALL);
    options.add("-XX:+UseParallelGC");
    return options;
  }
}
