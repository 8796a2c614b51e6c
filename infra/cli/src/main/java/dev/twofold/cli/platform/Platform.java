package dev.twofold.cli.platform;

import dev.twofold.cli.Background;
import dev.twofold.cli.CliException;
import dev.twofold.cli.batch.Deployed;
import dev.twofold.cli.ingest.Topics;
import dev.twofold.cli.query.Freshness;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.cli.terminal.Units;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.stack.JavaCommand;
import dev.twofold.stack.LocalStack;
import dev.twofold.stack.ModuleClasspath;
import dev.twofold.stack.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Everything that {@code up} runs on this machine: Kafka, Cassandra, the speed layer and the
 * serving layer, as child processes that end with this one. Thread-safe.
 */
public final class Platform implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final Duration ORPHANS_END = Duration.ofSeconds(10);
  private static final long WATCH_MILLIS = 500;

  /**
   * What to run, and where.
   *
   * @param projectFolder absolute
   * @param port of the serving layer on 127.0.0.1
   */
  public record Request(Home home, StateFolder state, Path projectFolder, int port) {}

  private final Request request;
  private final Terminal terminal;
  private LocalStack stack;
  private Project project;
  private Map<String, String> settings = Map.of();
  private Supervisor speed;
  private Supervisor serving;
  private boolean closed;

  private Platform(Request request, Terminal terminal) {
    this.request = request;
    this.terminal = terminal;
  }

  /**
   * Starts all, and returns when all serve. It is stopped when this process ends, however that
   * ends.
   *
   * @throws dev.twofold.definition.DefinitionException where the project has errors; nothing was
   *     started then
   */
  public static Platform start(Request request, Terminal terminal, Steps steps) throws Exception {
    Running.find(request.state())
        .ifPresent(
            running -> {
              throw CliException.refused(
                  "Already running on "
                      + request.state().root()
                      + ", process "
                      + running.owner().pid()
                      + ": stop it with ./twofold down");
            });
    // A launcher that was killed has written the one, or died before it would have.
    boolean leftBehind =
        Files.exists(request.state().runtimeFile())
            || Files.exists(Job.SERVING.log(request.state()));
    Ports.requireFree(request.port(), leftBehind ? ORPHANS_END : Duration.ZERO);
    LocalSettings.requireFit(Project.load(request.projectFolder(), Map.of()).settings());
    // What is refused is better told before anything starts.
    Project wanted =
        new Target(request.projectFolder(), LocalSettings.warehouse(request.state())).wanted();
    new Deployed(wanted).plan(wanted);
    Platform platform = new Platform(request, terminal);
    Stopping.onEnd(platform::close);
    platform.startAll(steps);
    return platform;
  }

  private void startAll(Steps steps) throws Exception {
    startStores(steps);
    project = deploy();
    steps.run("Topics", this::createTopics);
    SpeedStart start =
        new SpeedStart(request.home(), request.state(), request.projectFolder(), settings, project);
    speed = new Supervisor(Job.SPEED, request.state(), start::command, terminal);
    serving = new Supervisor(Job.SERVING, request.state(), this::servingCommand, terminal);
    CompletableFuture<Void> servingStart =
        Background.run(() -> steps.run("Serving", this::startServing));
    CompletableFuture<Void> speedStart = Background.run(() -> steps.run("Speed", this::startSpeed));
    CompletableFuture.allOf(servingStart, speedStart).get();
    running().write(request.state());
  }

  private void startStores(Steps steps) throws Exception {
    StoreStart stores = new StoreStart(request.home(), request.state());
    CompletableFuture<LocalStack> start = stores.start();
    CompletableFuture<Void> kafka = Background.run(() -> steps.run("Kafka", stores::awaitKafka));
    CompletableFuture<Void> cassandra =
        Background.run(() -> steps.run("Cassandra", stores::awaitCassandra));
    LocalStack started = start.get();
    synchronized (this) {
      stack = started;
    }
    CompletableFuture.allOf(kafka, cassandra).get();
    started.moved().forEach(terminal::note);
    settings = LocalSettings.of(started, request.state());
  }

  /** Deploys what the folder has. */
  private Project deploy() {
    Project wanted = new Target(request.projectFolder(), settings).wanted();
    Deployed deployed = new Deployed(wanted);
    // What the register has forgotten, the copy knows.
    deployed.copy();
    return wanted.as(deployed.deploy(wanted).next());
  }

  private String createTopics() {
    try (Topics topics = new Topics(project.settings().kafka())) {
      project.sources().forEach(topics::create);
    }
    return project.sources().stream()
        .map(SourceDefinition::topic)
        .collect(Collectors.joining(", "));
  }

  private String startServing() {
    serving.start().awaitReady(new HttpCheck(servingUrl() + "/v1/views"), READY_LIMIT);
    serving.keepRunning();
    return servingUrl();
  }

  private String startSpeed() throws IOException {
    Optional<String> notCopied = new Deployed(project).copy();
    if (notCopied.isPresent()) {
      throw CliException.failed("Cannot tell the speed layer what is deployed: " + notCopied.get());
    }
    Path log = Job.SPEED.log(request.state());
    speed.start().awaitReady(new SpeedCheck(servingUrl(), project.views(), log), READY_LIMIT);
    speed.keepRunning();
    Map<String, String> refused = Refusals.of(log);
    noteIncomplete(refused);
    long views = project.views().stream().filter(v -> !refused.containsKey(v.source())).count();
    return Units.count(views, "view")
        + " of "
        + Units.count(project.sources().size() - refused.size(), "source");
  }

  /** A view that joined others on the run has what came before it only from batch. */
  private void noteIncomplete(Map<String, String> refused) {
    refused.forEach(
        (source, why) ->
            terminal.note(
                "Source "
                    + source
                    + " is refused: "
                    + why
                    + "\nThe others run. It starts by itself once that is mended"));
    ServingClient client = new ServingClient(servingUrl());
    for (Fold view : project.views()) {
      List<String> reasons = Freshness.of(client, view).degradedBecause();
      if (!reasons.isEmpty() && !refused.containsKey(view.source())) {
        terminal.note(
            "View "
                + view.view()
                + " is not complete yet: "
                + String.join("; ", reasons)
                + ". A batch run mends that once it reaches there: ./twofold batch run");
      }
    }
  }

  private JavaCommand servingCommand() {
    return Job.SERVING
        .command(request.home(), request.state(), request.projectFolder(), settings, List.of())
        .withArguments(List.of("--port", Integer.toString(request.port())));
  }

  private String servingUrl() {
    return "http://127.0.0.1:" + request.port();
  }

  /** The stores: each can be killed and started again while the layers run. */
  public synchronized LocalStack stack() {
    return stack;
  }

  /** How to reach it. */
  public Running running() {
    return Running.byThisProcess(request.projectFolder(), servingUrl(), settings);
  }

  /**
   * Returns when a store has died, with what is known about it. The layers are started again when
   * they die; without a store they are of no use.
   */
  public void awaitEnd() throws InterruptedException {
    while (!Stopping.isUnderWay()) {
      for (Server server : List.of(stack.kafka(), stack.cassandra())) {
        if (!server.isAlive() && !Stopping.isUnderWay()) {
          throw CliException.failed(
              server.name()
                  + " ended, so everything stops. Read "
                  + server.log()
                  + ". Starting again is safe: ./twofold up");
        }
      }
      Thread.sleep(WATCH_MILLIS);
    }
    // The end of this process is under way, and stops everything.
    Thread.currentThread().join();
  }

  /** Stops everything, the readers before the stores. What is kept stays. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    terminal.status("");
    if (stack == null) {
      return;
    }
    if (!ModuleClasspath.hasArchives(request.home().root())) {
      terminal.note("Stopping. This first time takes longer, and makes later starts faster.");
    }
    long started = System.nanoTime();
    Running.forget(request.state());
    if (serving != null) {
      CompletableFuture<Void> servingStop = CompletableFuture.runAsync(serving::close);
      speed.close();
      servingStop.join();
    }
    stack.close();
    terminal.note(
        "Stopped in "
            + Units.seconds(Duration.ofNanos(System.nanoTime() - started))
            + "; what it keeps is in "
            + request.state().root());
  }
}
