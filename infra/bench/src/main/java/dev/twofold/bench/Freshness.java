package dev.twofold.bench;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How long from the send of an event until a query counts it: two probers, each sending an edit of
 * a page of its own and asking for that page every five milliseconds, over and over, at times that
 * fit no interval of the platform.
 */
final class Freshness {
  static final String TOPIC = "bench-edits";

  private static final int PROBERS = 2;
  private static final long PAUSE_MILLIS = 5;
  private static final int LONGEST_REST_MILLIS = 150;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long GIVE_UP_NANOS = 30_000_000_000L;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Platform platform;

  Freshness(Platform platform) {
    this.platform = platform;
  }

  /** Milliseconds that probes took under this load, after a time to warm up. */
  Samples measure(double perSecond, int warmUpSeconds, int seconds) throws Exception {
    Map<String, Object> settings = Map.of("linger.ms", 1);
    try (Producer<byte[], byte[]> producer = FillTopic.producer(platform.bootstrap(), settings);
        Load load = new Load(producer, TOPIC, perSecond)) {
      probe(producer, warmUpSeconds);
      Samples samples = probe(producer, seconds);
      double reached = load.reached();
      if (reached < perSecond * 0.98) {
        throw new IllegalStateException(
            "Could send but "
                + Math.round(reached)
                + " events a second of "
                + Math.round(perSecond));
      }
      return samples;
    }
  }

  private Samples probe(Producer<byte[], byte[]> producer, int seconds) throws Exception {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    ExecutorService threads = Executors.newFixedThreadPool(PROBERS);
    try {
      List<Future<List<Double>>> probers = new ArrayList<>();
      for (int i = 0; i < PROBERS; i++) {
        probers.add(threads.submit(prober(producer, end, i)));
      }
      List<Double> all = new ArrayList<>();
      for (Future<List<Double>> prober : probers) {
        all.addAll(prober.get());
      }
      return new Samples(all.stream().mapToDouble(Double::doubleValue).toArray());
    } finally {
      threads.shutdownNow();
    }
  }

  private Callable<List<Double>> prober(Producer<byte[], byte[]> producer, long end, int number) {
    return () -> {
      ViewClient client = new ViewClient(platform.serving());
      Random random = new Random(number);
      List<Double> millis = new ArrayList<>();
      String prefix = "Probe " + System.nanoTime() + " " + number + " ";
      while (System.nanoTime() < end) {
        Thread.sleep(random.nextInt(LONGEST_REST_MILLIS));
        millis.add(one(producer, client, prefix + millis.size()));
      }
      return millis;
    };
  }

  private static double one(Producer<byte[], byte[]> producer, ViewClient client, String page)
      throws Exception {
    long now = System.currentTimeMillis();
    byte[] event = Edits.mainEvent(0, now, page);
    HttpRequest request =
        client.pageHours(page, now - now % HOUR_MILLIS, now - now % HOUR_MILLIS + HOUR_MILLIS);
    long sent = System.nanoTime();
    producer.send(new ProducerRecord<>(TOPIC, event));
    while (ViewClient.edits(client.ask(request)) == 0) {
      if (System.nanoTime() - sent > GIVE_UP_NANOS) {
        throw new IllegalStateException("No answer counted the edit of " + page + " within 30 s");
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return (System.nanoTime() - sent) / NANOS_PER_MILLI;
  }
}
