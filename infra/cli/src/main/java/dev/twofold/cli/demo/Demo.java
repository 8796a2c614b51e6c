package dev.twofold.cli.demo;

import dev.twofold.cli.Background;
import dev.twofold.cli.batch.BatchRun;
import dev.twofold.cli.batch.Published;
import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.Running;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.cli.terminal.Units;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochClock;
import dev.twofold.view.Generation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The demo's course, on a platform that runs: what an earlier run has done already is not done
 * again.
 */
public final class Demo {
  /** About as long as a batch run takes here, so that events stream all the while. */
  private static final Duration STREAM_TIME = Duration.ofSeconds(10);

  private final Terminal terminal;
  private final Home home;
  private final StateFolder state;
  private final Running running;
  private final Project project;
  private final DemoStream stream;

  public Demo(Terminal terminal, Home home, StateFolder state, Running running) throws IOException {
    this.terminal = terminal;
    this.home = home;
    this.state = state;
    this.running = running;
    this.project = Target.of(running).load();
    this.stream = new DemoStream(project, DemoInput.read(home));
  }

  /** Sends, runs the batch layer half-way, and asks. True where every answer equals the truth. */
  public boolean run(Steps steps) throws Exception {
    ServingClient client = new ServingClient(running.serving());
    List<Integer> early = stream.remaining(SendPlan.Half.EARLY);
    if (!early.isEmpty()) {
      steps.run("Sent", () -> sendEarly(early));
    }
    Instant cut = firstEdgeAfter(Instant.now());
    if (published().size() < project.views().size()) {
      steps.run("Cut", () -> awaitPast(cut));
      CompletableFuture<Void> late = Background.run(() -> streamLate(steps, STREAM_TIME));
      new BatchRun(home, state, Target.of(running))
          .runAndReconcile(List.of("run", "--through", cut.toString()), steps);
      late.get();
    } else {
      streamLate(steps, Duration.ZERO);
    }
    steps.run("Caught up", () -> caughtUp(client));
    terminal.line("");
    return new Report(terminal).print(Question.of(running.project()), client);
  }

  private String sendEarly(List<Integer> lines) throws InterruptedException {
    stream.send(lines, Duration.ZERO);
    return Units.count(lines.size()) + " edits: every second one of the day";
  }

  private void streamLate(Steps steps, Duration over) throws Exception {
    List<Integer> late = stream.remaining(SendPlan.Half.LATE);
    if (!late.isEmpty()) {
      steps.run(
          "Streamed",
          () -> {
            stream.send(late, over);
            return Units.count(late.size()) + " edits, all of them late for their windows";
          });
    }
  }

  private String caughtUp(ServingClient client) throws InterruptedException {
    stream.awaitServed(client, published());
    return "the speed layer has all that was sent";
  }

  private Map<String, Generation> published() {
    try (Published published = new Published(project)) {
      return published.current();
    }
  }

  private Instant firstEdgeAfter(Instant time) {
    EpochClock clock = project.clock();
    return clock.start(clock.epochOf(time.toEpochMilli()) + 1);
  }

  /**
   * A cut needs its edge to lie behind the clock by the grace: later events of an earlier epoch
   * cannot come any more.
   */
  private String awaitPast(Instant edge) throws InterruptedException {
    Instant safe = edge.plus(project.settings().grace()).plusMillis(100);
    Thread.sleep(Math.max(0, Duration.between(Instant.now(), safe).toMillis()));
    return "at " + edge + ": batch answers for what came before";
  }
}
