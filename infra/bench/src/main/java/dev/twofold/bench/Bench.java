package dev.twofold.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures Twofold beside its peers on this machine. */
@Command(
    name = "infra/bench/run",
    mixinStandardHelpOptions = true,
    description = {
      "Measures Twofold on this machine, beside its peers where it has some, and prints a table.",
      "Figures also go to bench/results.json below the state folder. All of it takes about half an"
          + " hour.",
      "",
      "  batch      fold of 20 million rows, beside Spark SQL over the same files",
      "  speed      events a second through three views, beside Flink SQL from the same topic",
      "  startup    until ./twofold up is ready",
      "  freshness  from the send of an event until a query counts it",
      "  query      one key and 24 windows of a batch view of a million rows, and of real-time"
          + " rows",
      "  memory     resident memory of the whole platform",
      "  growth     the same night on top of 1x, 4x and 16x history, beside full recomputes; about"
          + " half an hour, and only where it is named",
      "",
      "Exit code 0 if all targets were met, 1 if not.",
      ""
    })
public final class Bench implements Callable<Integer> {
  private static final Set<String> USUAL =
      Set.of("batch", "speed", "startup", "freshness", "query", "memory");

  private static final Set<String> ALL =
      Set.of("batch", "speed", "startup", "freshness", "query", "memory", "growth");

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "What to measure. Default: all but growth.")
  private List<String> names = List.of();

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "State folder. Default: ${DEFAULT-VALUE}")
  private Path state = Path.of(".twofold");

  @Option(
      names = "--rounds",
      description = "How often to measure ours and the peer, in turns. Default: ${DEFAULT-VALUE}")
  private int rounds = 5;

  @Option(
      names = "--seconds",
      description = "How long to measure freshness at each rate. Default: ${DEFAULT-VALUE}")
  private int seconds = 60;

  @Option(
      names = "--jvm-option",
      paramLabel = "OPTION",
      description =
          "For the JVMs of the batch and speed benchmarks, with NAME as their main class:"
              + " -XX:StartFlightRecording=filename=NAME.jfr,settings=profile")
  private List<String> jvmOptions = List.of();

  @Option(names = "--rows", description = "Rows of the batch benchmark. Default: ${DEFAULT-VALUE}")
  private long rows = 20_000_000;

  @Option(
      names = "--events",
      description = "Events of the speed benchmark. Default: ${DEFAULT-VALUE}")
  private long events = 4_000_000;

  @Option(
      names = "--nights",
      description = "Nights of the growth benchmark's 1x history. Default: ${DEFAULT-VALUE}")
  private int nights = 3;

  @Option(
      names = "--night-events",
      description = "Events of a night of the growth benchmark. Default: ${DEFAULT-VALUE}")
  private long nightEvents = 200_000;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Set<String> wanted = new TreeSet<>(names.isEmpty() ? USUAL : names);
    if (!ALL.containsAll(wanted)) {
      throw new ParameterException(spec.commandLine(), "Name one or more of " + new TreeSet<>(ALL));
    }
    Path home = Path.of(System.getProperty("twofold.home", "")).toAbsolutePath().normalize();
    Path folder = state.toAbsolutePath().normalize().resolve("bench");
    Workplace place = new Workplace(home, folder, rounds, jvmOptions);
    Results results = new Results(folder.resolve("results.json"));
    if (wanted.contains("batch")) {
      new BatchBenchmark(place, results, rows).run();
    }
    if (wanted.contains("speed")) {
      new SpeedBenchmark(place, results, events).run();
    }
    if (wanted.contains("growth")) {
      new GrowthBenchmark(place, results, nights, nightEvents).run();
    }
    Set<String> onStack = new TreeSet<>(StackBenchmarks.NAMES);
    onStack.retainAll(wanted);
    if (!onStack.isEmpty()) {
      new StackBenchmarks(place, results, onStack, seconds).run();
    }
    System.out.print("\n" + results.table());
    return results.figures().stream().allMatch(figure -> figure.met().orElse(true)) ? 0 : 1;
  }
}
