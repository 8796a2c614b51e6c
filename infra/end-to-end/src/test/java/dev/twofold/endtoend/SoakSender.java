package dev.twofold.endtoend;

import dev.twofold.cli.ingest.EventSender;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends visits without an end: most of today, some of days ago, some a second time, and now and
 * then a record that is none. What it sends is noted before it is sent.
 */
final class SoakSender implements AutoCloseable {
  static final int PAGES = 40;
  private static final int USERS = 2_000;
  private static final Instant TODAY = Instant.parse("2026-01-10T00:00:00Z");
  private static final int DAY_SECONDS = 86_400;
  private static final int LATE_DAYS = 3;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final SoakLog log;
  private final SoakTruth truth;
  private final EventSender sender;
  private final int partitions;
  private final int everyPause;
  private final Thread thread = new Thread(this::run, "soak-sender");
  private SplittableRandom random = new SplittableRandom(0);
  private String last = "";
  private int lastPage = SoakLog.MALFORMED;
  private boolean paused = true;
  private volatile boolean stopped;
  private volatile RuntimeException failure;

  SoakSender(Project project, SoakLog log, SoakTruth truth, int perSecond) {
    SourceDefinition source = project.sources().get(0);
    var kafka = project.settings().kafka();
    this.log = log;
    this.truth = truth;
    this.partitions = source.partitions();
    this.everyPause = Math.max(1, perSecond / 100);
    Map<String, String> patient = new HashMap<>(kafka.properties());
    // What is noted must come, also where all that serves is dead and starts again.
    patient.put("delivery.timeout.ms", "300000");
    patient.put("max.block.ms", "300000");
    this.sender = new EventSender(kafka.bootstrap(), patient, source.topic());
    thread.start();
  }

  /** Goes on with the visits of a seed. */
  synchronized void resume(long seed) {
    random = new SplittableRandom(seed);
    paused = false;
  }

  /** Returns when Kafka has all that was sent. */
  synchronized void pause() {
    paused = true;
    sender.flush();
    if (failure != null) {
      throw failure;
    }
  }

  private void run() {
    while (!stopped) {
      try {
        sendSome();
      } catch (RuntimeException e) {
        failure = e;
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private synchronized void sendSome() {
    for (int i = 0; i < everyPause && !paused; i++) {
      int partition = random.nextInt(partitions);
      int kind = random.nextInt(100);
      if (kind >= 5) {
        lastPage = kind == 5 ? SoakLog.MALFORMED : (int) (PAGES * square(random.nextDouble()));
        last = kind == 5 ? malformed() : visit(lastPage, kind < 12);
      } // else the last one again
      byte[] record = last.getBytes(StandardCharsets.UTF_8);
      log.add(partition, lastPage);
      truth.add(record);
      sender.send(partition, record);
    }
  }

  private static double square(double number) {
    return number * number;
  }

  private String malformed() {
    String[] kinds = {"", "{\"at\":1", "{\"page\":\"no time\"}", "{\"at\":\"never\"}", "[1, 2]"};
    return kinds[random.nextInt(kinds.length)];
  }

  private String visit(int page, boolean late) {
    long back = late ? random.nextInt(LATE_DAYS * DAY_SECONDS) : 0;
    Instant at = TODAY.plusSeconds(random.nextInt(DAY_SECONDS) - back);
    return "{\"at\":\"%s\",\"page\":\"page %d\",\"user\":%d,\"amount\":%d,\"spent\":%s}"
        .formatted(
            at, page, random.nextInt(USERS), random.nextInt(100), random.nextInt(10_000) / 7.0);
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
    sender.close();
  }
}
