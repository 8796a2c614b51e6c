package dev.twofold.batch.job;

import com.sun.management.OperatingSystemMXBean;
import dev.twofold.batch.views.RunRecord;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Project;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs the batch layer as its command does, once for each cut, and prints how long the runs and
 * their steps took as JSON: in its package, because it is no one else's to call.
 *
 * <p>Arguments: project folder, settings ({@code NAME=VALUE}) with commas between, then the cuts as
 * times; "--full" before them for full recomputes.
 */
public final class TimedRuns {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private TimedRuns() {}

  public static void main(String[] args) throws IOException {
    Map<String, String> settings = new HashMap<>();
    for (String setting : args[1].split(",", -1)) {
      settings.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    Project project = Project.load(Path.of(args[0]), settings);
    boolean full = args[2].equals("--full");
    List<String> runs = new ArrayList<>();
    for (int i = full ? 3 : 2; i < args.length; i++) {
      List<String> arguments = new ArrayList<>(List.of("run", "--project", args[0]));
      settings.forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
      arguments.addAll(List.of("--through", args[i]));
      if (full) {
        arguments.add("--full");
      }
      runs.add(run(arguments, project));
    }
    System.out.println("{\"runs\": " + runs + "}");
  }

  private static String run(List<String> arguments, Project project) throws IOException {
    long start = System.nanoTime();
    long cpuStart = cpuNanos();
    int exitCode = BatchJob.execute(arguments.toArray(String[]::new));
    if (exitCode != 0) {
      throw new IllegalStateException("batch " + arguments + " ended with exit code " + exitCode);
    }
    double seconds = (System.nanoTime() - start) / NANOS;
    double cpuSeconds = (cpuNanos() - cpuStart) / NANOS;
    try (Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name())) {
      RunRecord last =
          warehouse.master(project.sources().get(0)).runs().newest(1).stream()
              .findFirst()
              .orElseThrow();
      return String.format(
          Locale.ROOT,
          "{\"seconds\": %.3f, \"cpu_seconds\": %.3f, \"landed\": %d, \"land\": %.3f, \"fold\":"
              + " %.3f, \"publish\": %.3f}",
          seconds,
          cpuSeconds,
          last.landed(),
          phase(last, "land"),
          phase(last, "fold"),
          phase(last, "publish"));
    }
  }

  private static double phase(RunRecord run, String name) {
    return run.phases().stream()
        .filter(phase -> phase.name().equals(name))
        .mapToDouble(phase -> (phase.endedMillis() - phase.startedMillis()) / MILLIS)
        .sum();
  }

  /** The first run of a process pays for its start, as that of a night does. */
  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
