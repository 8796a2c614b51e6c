package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.cli.CliException;
import dev.twofold.cli.batch.Published;
import dev.twofold.cli.query.Answer;
import dev.twofold.cli.query.Freshness;
import dev.twofold.fold.Fold;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * Rounds of a minute, each by a seed of its own: visits come in all the while, a batch run makes
 * its generation, a process is killed, and at the end of the round every row of every view is held
 * against one fold of all that was sent.
 */
final class Soak implements AutoCloseable {
  private static final int PER_SECOND = 1_000;
  private static final Duration ROUND = Duration.ofSeconds(45);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Whose death a round brings. */
  enum Victim {
    SPEED,
    SERVING,
    BATCH,
    CASSANDRA,
    KAFKA,
    NONE,
    /** Of a platform that {@code up} runs, and all that it started with it. */
    LAUNCHER,
    /** Of a platform that {@code up} runs, in the middle of a batch run, all at once. */
    ALL
  }

  private static final List<Victim> AT_RANDOM =
      List.of(
          Victim.SPEED, Victim.SERVING, Victim.BATCH, Victim.CASSANDRA, Victim.KAFKA, Victim.NONE);

  private final LivePlatform platform;
  private final SoakLog log;
  private final SoakTruth truth;
  private final SoakSender sender;
  private final SoakReader reader;
  private final SoakUsage usage;
  private int kills;
  private int rounds;
  private String held = "";

  Soak(LivePlatform platform, long seed) {
    this.platform = platform;
    log = new SoakLog(platform.project().sources().get(0).partitions(), SoakSender.PAGES);
    truth = new SoakTruth(platform.project(), platform.project().sources().get(0));
    sender = new SoakSender(platform.project(), log, truth, PER_SECOND);
    reader = new SoakReader(platform.client(), log, seed);
    usage = new SoakUsage(platform);
  }

  void round(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    round(seed, AT_RANDOM.get(random.nextInt(AT_RANDOM.size())), random);
  }

  void round(long seed, Victim victim) throws Exception {
    round(seed, victim, new SplittableRandom(seed));
  }

  private void round(long seed, Victim victim, SplittableRandom random) throws Exception {
    long end = System.nanoTime() + ROUND.toNanos();
    System.out.printf("soak: round %d, seed %d, kills %s%n", rounds, seed, victim);
    sender.resume(random.nextLong());
    long killMillis = random.nextLong(ROUND.toMillis() / 2);
    CompletableFuture<Void> death = CompletableFuture.runAsync(() -> kill(victim, killMillis));
    batch(random);
    death.get();
    Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));
    sender.pause();
    assertAtRest();
    usage.note();
    rounds++;
  }

  private void kill(Victim victim, long afterMillis) {
    try {
      if (victim == Victim.BATCH || victim == Victim.ALL) {
        platform.awaitBatchUnderWay();
      } else {
        Thread.sleep(afterMillis);
      }
      reader.disturb();
      boolean killed =
          switch (victim) {
            case SPEED -> platform.kill("SpeedJob");
            case SERVING -> platform.kill("ServingLayer");
            case BATCH -> platform.kill("BatchJob");
            case CASSANDRA -> platform.killCassandra();
            case KAFKA -> platform.killKafka();
            case LAUNCHER -> platform.killLauncher();
            case ALL -> platform.killAll();
            case NONE -> false;
          };
      kills += killed ? 1 : 0;
      awaitCalm();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      reader.calm();
    }
  }

  /** Waits until answers are exact again. */
  private void awaitCalm() throws InterruptedException {
    long limit = System.nanoTime() + LIMIT.toNanos();
    for (Fold view : platform.project().views()) {
      while (!isExact(view)) {
        assertThat(System.nanoTime()).as(view.view() + " is not exact again").isLessThan(limit);
        Thread.sleep(100);
      }
    }
  }

  private boolean isExact(Fold view) {
    try {
      return Freshness.of(platform.client(), view).isExact();
    } catch (CliException e) {
      return false;
    }
  }

  /** Every minute a run; now and then one of all history, a compaction, or a rollback. */
  private void batch(SplittableRandom random) throws Exception {
    int kind = random.nextInt(8);
    if (!held.isEmpty()) {
      inBatchView(held, BatchViewTable::release);
      held = "";
    }
    batch(kind == 0 ? new String[] {"run", "--full"} : new String[] {"run"});
    if (kind == 1 || kind == 2) {
      batch("compact", "--unreconciled");
    } else if (kind == 3) {
      held = "by_page";
      inBatchView(held, Soak::rollBack);
    }
  }

  private static void rollBack(BatchViewTable view) {
    long current = view.version().current().orElseThrow().number();
    view.generations().stream()
        .mapToLong(generation -> generation.number())
        .filter(number -> number < current)
        .max()
        .ifPresent(number -> view.rollback(number, "a soak"));
  }

  /** A scheduler would run it again, too. */
  private void batch(String... arguments) throws Exception {
    long limit = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        platform.batch(arguments);
        return;
      } catch (CliException e) {
        if (System.nanoTime() > limit) {
          throw e;
        }
        System.out.println("soak: again, after: " + e.getMessage().lines().findFirst().orElse(""));
        Thread.sleep(3_000);
      }
    }
  }

  private interface Change {
    void in(BatchViewTable view);
  }

  private void inBatchView(String name, Change change) {
    try (Published published = new Published(platform.project())) {
      published.table(name).ifPresent(change::in);
    }
  }

  private void assertAtRest() throws InterruptedException {
    awaitSpeed();
    for (Fold view : platform.project().views()) {
      Answer answer = platform.client().query(view.view(), List.of(Map.entry("limit", "100000")));
      assertThat(answer.isExact()).as(answer.provenance().toString()).isTrue();
      assertThat(SoakTruth.actual(view, answer))
          .as("%s: %s", view.view(), answer.provenance())
          .isEqualTo(truth.expected(view));
    }
  }

  private void awaitSpeed() throws InterruptedException {
    long limit = System.nanoTime() + LIMIT.toNanos();
    for (Fold view : platform.project().views()) {
      while (recorded(view) < log.records()) {
        assertThat(System.nanoTime()).as("the speed layer is late").isLessThan(limit);
        Thread.sleep(100);
      }
    }
  }

  private long recorded(Fold view) {
    try {
      return LivePlatform.recorded(Freshness.of(platform.client(), view));
    } catch (CliException e) {
      return -1;
    }
  }

  int kills() {
    return kills;
  }

  /** What the whole soak must have shown. */
  void conclude() throws Exception {
    reader.close();
    System.out.printf(
        "soak: %,d answers, %d seeds, %d kills, %d miscounts (%,d degraded and %,d missing while"
            + " something was down; %,d records, %,d of them malformed)%n",
        reader.answers(),
        rounds,
        kills,
        reader.wrong().size(),
        reader.degraded(),
        reader.missing(),
        log.records(),
        log.malformed());
    System.out.printf(
        "soak: %,d degraded or missing though nothing was down%n", reader.undisturbed());
    assertThat(reader.wrong()).isEmpty();
    assertThat(reader.undisturbed())
        .as("a store too slow, once in a while")
        .isLessThan(1 + reader.answers() / 100);
    assertThat(reader.answers()).isGreaterThan(100L * rounds);
    usage.assertFlat();
  }

  @Override
  public void close() throws Exception {
    reader.close();
    sender.close();
  }
}
