package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.CliException;
import dev.twofold.cli.doctor.Doctor;
import dev.twofold.cli.doctor.Finding;
import dev.twofold.cli.doctor.Finding.Outcome;
import dev.twofold.cli.query.Answer;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.stack.TestStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A platform of two sources, visits and orders, to break and to mend: what was sent to it, what its
 * answers must be, and what the doctor says of it.
 */
final class FaultFixture implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final LivePlatform platform;
  private final Map<String, SoakTruth> truths = new TreeMap<>();

  private FaultFixture(LivePlatform platform) {
    this.platform = platform;
    for (SourceDefinition source : platform.project().sources()) {
      truths.put(source.name(), new SoakTruth(platform.project(), source));
    }
  }

  static FaultFixture start() throws Exception {
    return new FaultFixture(
        LivePlatform.start(TestStack.home().resolve("infra/end-to-end/src/test/resources/ops")));
  }

  LivePlatform platform() {
    return platform;
  }

  /** Sends events to a source, waits until Kafka has them, and returns them. */
  List<byte[]> send(String source, int events) {
    return send(platform.project(), platform.project().source(source), events, truths.get(source));
  }

  static List<byte[]> send(Project project, SourceDefinition source, int events, SoakTruth truth) {
    List<byte[]> records = events(source, events);
    LivePlatform.send(project, source, records);
    records.forEach(truth::add);
    return records;
  }

  static List<byte[]> events(SourceDefinition source, int events) {
    SplittableRandom random = new SplittableRandom();
    String key = source.name().equals("visits") ? "page" : "shop";
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      String event =
          "{\"at\":\"2026-01-10T0%d:00:00Z\",\"%s\":\"%s %d\",\"amount\":%d}"
              .formatted(random.nextInt(10), key, key, random.nextInt(20), random.nextInt(1_000));
      records.add(event.getBytes(StandardCharsets.UTF_8));
    }
    return records;
  }

  /** Sends to a source until the load is ended. */
  Load load(String source) {
    return new Load(platform.project(), platform.project().source(source), truths.get(source));
  }

  /** Sends events of 100 kB each, in a field that the source does not name. */
  void sendLarge(String source, int events) {
    byte[] noise = new byte[50_000];
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      new SplittableRandom(i).nextBytes(noise);
      String event =
          "{\"at\":\"2026-01-10T00:00:00Z\",\"page\":\"large\",\"amount\":1,\"noise\":\"%s\"}"
              .formatted(HexFormat.of().formatHex(noise));
      records.add(event.getBytes(StandardCharsets.UTF_8));
    }
    resend(source, records);
    records.forEach(truths.get(source)::add);
  }

  /** Sends records that are counted already, or never will be. */
  void resend(String source, List<byte[]> records) {
    LivePlatform.send(platform.project(), platform.project().source(source), records);
  }

  /** Sends to both sources. */
  void send(int events) {
    send("visits", events);
    send("orders", events);
  }

  /** Lands and publishes what was sent so far. */
  void publish() throws Exception {
    platform.awaitNextCut();
    platform.batch("run");
  }

  /** Runs {@code twofold batch run} as a process, whatever comes of it. */
  MendingShell.Ended runBatch() throws Exception {
    return MendingShell.process(twofold("batch", "run"));
  }

  /** The command line of a command of twofold on this platform. */
  List<String> twofold(String... command) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--state", platform.state().root().toString()));
    return MendingShell.twofoldCommand(words);
  }

  Answer ask(String view) {
    return platform.client().query(view, List.of());
  }

  void awaitGeneration(String view, long number) throws InterruptedException {
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (LivePlatform.generation(ask(view)) < number) {
      assertThat(System.nanoTime()).as(view + " has no new generation").isLessThan(limit);
      Thread.sleep(100);
    }
  }

  /** Waits until an answer says that it is degraded, for this reason. */
  void awaitDegraded(String view, String reason) throws InterruptedException {
    long limit = System.nanoTime() + LIMIT.toNanos();
    List<String> reasons = ask(view).degradedBecause();
    while (reasons.stream().noneMatch(found -> found.contains(reason))) {
      assertThat(System.nanoTime()).as("%s is never degraded: %s", view, reasons).isLessThan(limit);
      Thread.sleep(100);
      reasons = ask(view).degradedBecause();
    }
  }

  /** Waits until each view's rows are one fold of all that was sent, and said to be exact. */
  void awaitExact() throws InterruptedException {
    for (Fold view : platform.project().views()) {
      awaitExact(view.view());
    }
  }

  void awaitExact(String name) throws InterruptedException {
    Fold view =
        platform.project().views().stream().filter(v -> v.view().equals(name)).findAny().get();
    awaitExact(platform.client(), view, truths.get(view.source()));
  }

  static void awaitExact(ServingClient client, Fold view, SoakTruth truth)
      throws InterruptedException {
    Map<String, String> expected = truth.expected(view);
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < limit) {
      try {
        Answer answer = client.query(view.view(), List.of());
        if (answer.isExact() && SoakTruth.actual(view, answer).equals(expected)) {
          return;
        }
      } catch (CliException starting) {
        // No serving layer yet.
      }
      Thread.sleep(100);
    }
    Answer answer = client.query(view.view(), List.of());
    assertThat(SoakTruth.actual(view, answer))
        .as(answer.provenance().toString())
        .isEqualTo(expected);
    assertThat(answer.isExact()).as(answer.provenance().toString()).isTrue();
  }

  /** What {@code twofold doctor} finds wrong. */
  List<Finding> complaints() {
    return Doctor.examine(platform.state(), platform.projectFolder()).stream()
        .filter(finding -> finding.outcome() != Outcome.OK)
        .toList();
  }

  /** The complaint with these words. */
  Finding complaint(String words) {
    List<Finding> complaints = complaints();
    assertThat(complaints).anySatisfy(finding -> assertThat(finding.cause()).contains(words));
    return complaints.stream().filter(found -> found.cause().contains(words)).findFirst().get();
  }

  void shell(String line) throws Exception {
    new MendingShell(platform).run(line);
  }

  /** Sets one of a topic's settings, as Kafka's own command does. */
  void set(String topic, String setting) throws Exception {
    shell(
        "kafka-configs.sh --bootstrap-server %s --alter --entity-type topics --entity-name %s"
                .formatted(platform.stack().kafka().bootstrap(), topic)
            + " --add-config "
            + setting);
  }

  /** Waits until a log of the platform has these words. */
  void awaitInLog(String name, String words) throws Exception {
    Path log = platform.state().logs().resolve(name);
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (!Files.exists(log) || !Files.readString(log, StandardCharsets.UTF_8).contains(words)) {
      assertThat(System.nanoTime()).as(log + " never says " + words).isLessThan(limit);
      Thread.sleep(100);
    }
  }

  /** Waits until the serving layer, started again, answers. */
  void awaitServing() throws InterruptedException {
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        ask("by_page");
        return;
      } catch (CliException e) {
        assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(limit);
        Thread.sleep(100);
      }
    }
  }

  /** The files of a view below a folder of the state folder. */
  List<Path> files(String folder, String view, String suffix) throws IOException {
    try (Stream<Path> tree = Files.walk(platform.state().root().resolve(folder))) {
      return tree.filter(path -> path.toString().endsWith(suffix))
          .filter(path -> path.toString().contains("/" + view + "__"))
          .toList();
    }
  }

  /** Runs the command that the doctor printed with a finding. */
  void mend(Finding finding) throws Exception {
    shell(finding.mend());
  }

  /** All is well: answers are exact, and the doctor has nothing to say. */
  void assertSound() throws InterruptedException {
    awaitExact();
    long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!complaints().isEmpty() && System.nanoTime() < limit) {
      Thread.sleep(500);
    }
    assertThat(complaints()).isEmpty();
  }

  @Override
  public void close() {
    platform.close();
  }
}
