package dev.twofold.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How long a query of one key and 24 windows takes, where the batch view has a million rows and
 * speed rows come on top.
 */
final class Lookups {
  private static final int HOURS = 24;
  private static final int PAGES = 41_667;
  private static final int SPEED_EVENTS = 100_000;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int WARM_UP = 5_000;
  private static final int QUERIES = 10_000;
  private static final long SETTLE_MILLIS = 15_000;
  private static final double NANOS_PER_MILLI = 1e6;

  /** A day long past, so that other benchmarks' events lie elsewhere. */
  private static final long DAY = 1_767_225_600_000L;

  private final Platform platform;
  private final ViewClient client;

  Lookups(Platform platform) {
    this.platform = platform;
    this.client = new ViewClient(platform.serving());
  }

  /** Sends an edit for each page and hour of the day. */
  void send() {
    send(0, PAGES * HOURS);
  }

  private void send(int from, int to) {
    Map<String, Object> settings = Map.of("linger.ms", 20, "batch.size", 262_144);
    try (Producer<byte[], byte[]> producer = FillTopic.producer(platform.bootstrap(), settings)) {
      for (int i = from; i < to; i++) {
        long hour = i / PAGES % HOURS;
        producer.send(
            new ProducerRecord<>(
                Freshness.TOPIC, Edits.mainEvent(i, DAY + hour * HOUR_MILLIS, page(i % PAGES))));
      }
    }
  }

  private static String page(int number) {
    return "Old page " + number;
  }

  /** Runs the batch layer over all that was sent. Returns its seconds. */
  double fold(Memory memory) throws Exception {
    Thread.sleep(SETTLE_MILLIS);
    long start = System.nanoTime();
    Process batch = platform.batchRun();
    memory.watch(batch.pid());
    if (!batch.waitFor(10, TimeUnit.MINUTES) || batch.exitValue() != 0) {
      batch.destroy();
      throw new IllegalStateException("twofold batch run failed: read its log, twofold-batch.log");
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /** Milliseconds that queries took, one after the other. */
  Samples measure() throws Exception {
    send(0, SPEED_EVENTS);
    awaitCounted();
    SplittableRandom random = new SplittableRandom(7);
    double[] millis = new double[QUERIES];
    for (int i = -WARM_UP; i < QUERIES; i++) {
      HttpRequest request = day(random.nextInt(PAGES));
      long start = System.nanoTime();
      client.fetch(request);
      if (i >= 0) {
        millis[i] = (System.nanoTime() - start) / NANOS_PER_MILLI;
      }
    }
    return new Samples(millis);
  }

  private HttpRequest day(int page) {
    return client.pageHours(page(page), DAY, DAY + HOURS * HOUR_MILLIS);
  }

  /**
   * Waits until the last of the speed layer's events shows, and checks that an answer merges both
   * layers.
   */
  private void awaitCounted() throws Exception {
    int last = (SPEED_EVENTS - 1) % PAGES;
    long expected = HOURS + SPEED_EVENTS / PAGES + 1;
    for (int tries = 0; ; tries++) {
      JsonNode answer = client.ask(day(last));
      if (ViewClient.edits(answer) == expected && answer.path("rows").size() == HOURS) {
        return;
      }
      if (tries > 300) {
        throw new IllegalStateException(
            "Expected " + expected + " edits in " + HOURS + " rows: " + answer);
      }
      Thread.sleep(100);
    }
  }
}
