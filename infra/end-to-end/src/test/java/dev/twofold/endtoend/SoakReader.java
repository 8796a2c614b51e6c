package dev.twofold.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twofold.cli.CliException;
import dev.twofold.cli.query.Answer;
import dev.twofold.cli.query.ServingClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Queries all the while and holds each answer against what was sent: no page counts more visits
 * than were sent, nor fewer than lie below the positions that the answer names. While something is
 * down an answer may be degraded, or missing, but never more or silently less.
 */
final class SoakReader implements AutoCloseable {
  private static final int MAX_WRONG = 20;

  private final ServingClient client;
  private final SoakLog log;
  private final Thread thread = new Thread(this::run, "soak-reader");
  private final SplittableRandom random;
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong degraded = new AtomicLong();
  private final AtomicLong missing = new AtomicLong();
  private final AtomicLong undisturbed = new AtomicLong();
  private final AtomicInteger disturbances = new AtomicInteger();
  private volatile long generation = -1;
  private volatile boolean stopped;

  SoakReader(ServingClient client, SoakLog log, long seed) {
    this.client = client;
    this.log = log;
    this.random = new SplittableRandom(seed);
    thread.start();
  }

  /** From now on something is down. */
  void disturb() {
    disturbances.incrementAndGet();
  }

  /** What was down serves again. */
  void calm() {
    disturbances.decrementAndGet();
  }

  private void run() {
    while (!stopped) {
      int before = disturbances.get();
      try {
        check(before);
      } catch (RuntimeException e) {
        missing.incrementAndGet();
        if (before == 0 && disturbances.get() == 0 && !isGone(e)) {
          undisturbed.incrementAndGet();
          System.out.println("soak: no answer, though nothing is down: " + e);
        }
        pause();
      }
    }
  }

  private static boolean isGone(RuntimeException e) {
    return e instanceof CliException && e.getMessage().contains("eneration");
  }

  private void check(int disturbedBefore) {
    List<Map.Entry<String, String>> query = new ArrayList<>();
    query.add(Map.entry("window", "1d"));
    int page = random.nextBoolean() ? random.nextInt(SoakSender.PAGES) : -1;
    if (page >= 0) {
      query.add(Map.entry("page", "page " + page));
    }
    if (random.nextInt(4) == 0 && generation > 1) {
      query.add(Map.entry("generation", Long.toString(generation - 1)));
    }
    Answer answer = client.query("by_page", query);
    long[] most = log.visits();
    generation = Math.max(generation, LivePlatform.generation(answer));
    answers.incrementAndGet();
    if (!answer.isExact()) {
      degraded.incrementAndGet();
      if (disturbedBefore == 0 && disturbances.get() == 0) {
        undisturbed.incrementAndGet();
        System.out.println("soak: degraded, though nothing is down: " + answer.provenance());
      }
    }
    long[] least = log.visits(answer.isExact() ? answer.speedPositions() : Map.of());
    long[] counted = new long[SoakSender.PAGES];
    for (JsonNode row : answer.rows()) {
      counted[pageOf(row)] += row.path("visits").asLong();
    }
    for (int i = 0; i < counted.length; i++) {
      boolean asked = page < 0 || page == i;
      if (asked && (counted[i] < least[i] || counted[i] > most[i])) {
        note(
            "MISCOUNT: page %d has %d visits, not [%d, %d], query %s: %s"
                .formatted(i, counted[i], least[i], most[i], query, answer.provenance()));
      }
    }
  }

  private static int pageOf(JsonNode row) {
    return Integer.parseInt(row.path("page").asText().substring("page ".length()));
  }

  private void note(String what) {
    if (wrong.size() < MAX_WRONG) {
      wrong.add(what);
      System.out.println("soak: " + what);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  long answers() {
    return answers.get();
  }

  long degraded() {
    return degraded.get();
  }

  long missing() {
    return missing.get();
  }

  /** Answers that were degraded or missing while nothing was down: a store was too slow. */
  long undisturbed() {
    return undisturbed.get();
  }

  List<String> wrong() {
    return List.copyOf(wrong);
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
