package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.batch.BatchRun;
import dev.twofold.cli.demo.Comparison;
import dev.twofold.cli.demo.DemoInput;
import dev.twofold.cli.demo.Question;
import dev.twofold.cli.ingest.EventSender;
import dev.twofold.cli.platform.Home;
import dev.twofold.cli.platform.Job;
import dev.twofold.cli.platform.Platform;
import dev.twofold.cli.platform.Running;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.query.Answer;
import dev.twofold.cli.query.Freshness;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochClock;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.stack.Folders;
import dev.twofold.stack.LocalStack;
import dev.twofold.stack.Server;
import dev.twofold.stack.TestStack;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The platform as {@code twofold up} runs it, with a project's epochs cut to two seconds. */
final class LivePlatform implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Home home = new Home(TestStack.home());
  private final StateFolder state;
  private final Terminal terminal = new Terminal(System.out, System.err, 0);
  private final Steps steps = new Steps(terminal);
  private final Platform.Request request;

  /** Null where {@code up} runs it as a process of its own. */
  private Platform platform;

  private final UpProcess up;
  private final Running running;
  private final Project project;
  private final ServingClient client;
  private final AtomicLong sent = new AtomicLong();

  /** Who starts it. */
  private enum Launcher {
    THIS_PROCESS,
    UP
  }

  private LivePlatform(Path folder, Path definition, Launcher launcher) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    state = new StateFolder(folder.resolve("state"));
    Path projectFolder = folder.resolve("project");
    copy(definition, projectFolder);
    shortenEpochs(projectFolder);
    request = new Platform.Request(home, state, projectFolder, freePort());
    if (launcher == Launcher.UP) {
      up = new UpProcess(home, state, projectFolder, request.port());
      running = up.start();
    } else {
      up = null;
      platform = Platform.start(request, terminal, steps);
      running = platform.running();
    }
    project = Project.load(projectFolder, running.settings());
    client = new ServingClient(running.serving());
  }

  /** Of the example project. */
  static LivePlatform start() throws Exception {
    return start(new Home(TestStack.home()).exampleProject());
  }

  /** Of a copy of a project. */
  static LivePlatform start(Path definition) throws Exception {
    return new LivePlatform(TestStack.newState(), definition, Launcher.THIS_PROCESS);
  }

  /** Of a copy of a project, run by {@code twofold up} in a process of its own. */
  static LivePlatform up(Path definition) throws Exception {
    return new LivePlatform(TestStack.newState(), definition, Launcher.UP);
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private static void shortenEpochs(Path project) throws IOException {
    Path settings = project.resolve("twofold.yaml");
    String text = Files.readString(settings, StandardCharsets.UTF_8);
    String shorter = text.replaceAll("(?m)^epoch: \\S+", "epoch: 2s");
    assertThat(shorter).isNotEqualTo(text);
    // Real-time rows stay, as a long epoch would keep them: tests ask the speed layer alone.
    String kept = shorter.replace("epochs_per_bucket: 360", "epochs_per_bucket: 1000000");
    Files.writeString(settings, kept, StandardCharsets.UTF_8);
  }

  /** Below those that connections get: it has to stay free while the platform is down. */
  static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_768);
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // Another.
      }
    }
  }

  List<byte[]> edits() throws IOException {
    return DemoInput.read(home);
  }

  Project project() {
    return project;
  }

  Running running() {
    return running;
  }

  StateFolder state() {
    return state;
  }

  ServingClient client() {
    return client;
  }

  /** How many records were handed to the producer so far: no answer may count more. */
  long sent() {
    return sent.get();
  }

  /** Sends records round-robin over the partitions and waits until Kafka has them all. */
  void send(List<byte[]> records) {
    send(project, project.sources().get(0), records, sent::incrementAndGet);
  }

  /** Sends records to a source of a project as {@link #send(List)} does to the first. */
  static void send(Project project, SourceDefinition source, List<byte[]> records) {
    send(project, source, records, () -> {});
  }

  private static void send(
      Project project, SourceDefinition source, List<byte[]> records, Runnable beforeEach) {
    var kafka = project.settings().kafka();
    try (EventSender sender =
        new EventSender(kafka.bootstrap(), kafka.properties(), source.topic())) {
      for (int i = 0; i < records.size(); i++) {
        beforeEach.run();
        sender.send(i % source.partitions(), records.get(i));
      }
      sender.flush();
    }
  }

  /** Runs the batch layer in a process of its own, as {@code twofold batch} does. */
  void batch(String... arguments) throws Exception {
    new BatchRun(home, state, new Target(running.project(), running.settings()))
        .run(List.of(arguments), steps);
  }

  /** Waits for the next epoch edge and until a cut may lie there. */
  Instant awaitNextCut() throws InterruptedException {
    EpochClock clock = project.clock();
    Instant edge = clock.start(clock.epochOf(System.currentTimeMillis()) + 1);
    Instant safe = edge.plus(project.settings().grace()).plusMillis(200);
    Thread.sleep(Math.max(0, Duration.between(Instant.now(), safe).toMillis()));
    return edge;
  }

  /** Waits until the speed layer has recorded, for each view, this many records. */
  void awaitSpeed(long records) throws InterruptedException {
    long limit = System.nanoTime() + LIMIT.toNanos();
    for (Fold view : project.views()) {
      while (recorded(Freshness.of(client, view)) < records) {
        assertThat(System.nanoTime()).as("the speed layer is late").isLessThan(limit);
        Thread.sleep(50);
      }
    }
  }

  /** Waits until the serving layer answers from this generation of each view. */
  void awaitGeneration(long number) throws InterruptedException {
    long limit = System.nanoTime() + LIMIT.toNanos();
    for (Fold view : project.views()) {
      while (generation(Freshness.of(client, view)) != number) {
        assertThat(System.nanoTime()).as("the generation is late").isLessThan(limit);
        Thread.sleep(50);
      }
    }
  }

  static long generation(Answer answer) {
    return answer.provenance().path("generation").asLong(-1);
  }

  static long recorded(Answer answer) {
    return answer.speedPositions().values().stream().mapToLong(Long::longValue).sum();
  }

  Path projectFolder() {
    return request.projectFolder();
  }

  /** As {@code twofold down} does from another terminal. */
  void stop() {
    platform.close();
  }

  /** As {@code twofold up} does after it: on the same state, ports included. */
  void startAgain() throws Exception {
    platform = Platform.start(request, terminal, steps);
  }

  LocalStack stack() {
    return platform.stack();
  }

  /** Ends Cassandra with SIGKILL, and returns when it serves again. */
  boolean killCassandra() {
    return killStore("CassandraDaemon", LocalStack::cassandra);
  }

  /** Ends Kafka with SIGKILL, and returns when it serves again. */
  boolean killKafka() {
    return killStore("kafka.Kafka", LocalStack::kafka);
  }

  private boolean killStore(String program, Function<LocalStack, Server> store) {
    if (up == null) {
      Server server = store.apply(platform.stack());
      server.kill9();
      server.start();
      return true;
    }
    boolean killed = kill(program);
    assertSame(up.startAfterEnd());
    return killed;
  }

  /** Ends {@code up} with SIGKILL, and what it started with it, and runs it again. */
  boolean killLauncher() {
    up.kill9();
    assertSame(up.start());
    return true;
  }

  /** Ends every process with SIGKILL, all at once, and runs {@code up} again. */
  boolean killAll() {
    List<ProcessHandle> all = ProcessHandle.current().descendants().toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
    assertSame(up.start());
    return all.size() >= 5;
  }

  /** Clients find everything where it was. */
  private void assertSame(Running now) {
    assertThat(now.settings()).isEqualTo(running.settings());
    assertThat(now.serving()).isEqualTo(running.serving());
  }

  /** Waits until a batch run has landed, and goes on. */
  void awaitBatchUnderWay() throws InterruptedException {
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (!isBatchUnderWay()) {
      assertThat(System.nanoTime()).as("no batch run").isLessThan(limit);
      Thread.sleep(50);
    }
  }

  private boolean isBatchUnderWay() {
    try {
      return ProcessHandle.current()
              .descendants()
              .anyMatch(child -> commandLine(child).contains("BatchJob"))
          && Files.readString(Job.BATCH.log(state)).contains("land ");
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends the speed layer's process with SIGKILL; its supervisor starts it again. */
  void killSpeedLayer() {
    assertThat(kill("SpeedJob")).isTrue();
  }

  /** Ends the process of a program with SIGKILL; whether there was one. */
  boolean kill(String program) {
    List<ProcessHandle> found =
        ProcessHandle.current()
            .descendants()
            .filter(child -> commandLine(child).contains(program))
            .toList();
    found.forEach(ProcessHandle::destroyForcibly);
    found.forEach(process -> process.onExit().join());
    return !found.isEmpty();
  }

  /** The whole of it: {@link ProcessHandle} cuts long ones off. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      return "";
    }
  }

  /** Leaves the speed layer nothing to restore from. */
  void forgetCheckpoints() throws IOException {
    Folders.delete(state.root().resolve("checkpoints"));
  }

  /** Each of the example's questions must have its known answer, exactly, and be marked exact. */
  void assertTruths(Map<String, String> parameters) throws IOException {
    for (Question question : Question.of(running.project())) {
      List<Map.Entry<String, String>> all = new ArrayList<>(question.parameterList());
      all.addAll(parameters.entrySet());
      Answer answer = client.query(question.view(), all);
      assertThat(answer.isExact()).as(answer.provenance().toString()).isTrue();
      assertThat(Comparison.of(question, answer).differences())
          .as("%s %s: %s", question.view(), parameters, answer.provenance())
          .isEmpty();
    }
  }

  @Override
  public void close() {
    if (up == null) {
      platform.close();
    } else {
      up.close();
    }
    steps.close();
  }
}
