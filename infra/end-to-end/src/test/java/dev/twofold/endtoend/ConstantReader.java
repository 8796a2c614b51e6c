package dev.twofold.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twofold.cli.query.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Queries all the while and holds each answer against what was sent: at least every event up to the
 * speed positions that it names, at most those handed to the producer.
 */
final class ConstantReader implements AutoCloseable {
  /** So that what it watches gets its share of the machine. */
  private static final long PAUSE_NANOS = 20_000_000;

  private final LivePlatform platform;
  private final String view;
  private final long rejected;
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private final Thread thread = new Thread(this::run, "constant-reader");
  private volatile boolean stopped;
  private final AtomicLong answers = new AtomicLong();

  /**
   * @param rejected how many of the records sent are malformed at most: positions count them,
   *     answers do not
   */
  ConstantReader(LivePlatform platform, long rejected) {
    this(platform, "edits_by_channel", rejected);
  }

  /** Of a view that counts every event, as {@code edits}. */
  ConstantReader(LivePlatform platform, String view, long rejected) {
    this.platform = platform;
    this.view = view;
    this.rejected = rejected;
    thread.start();
  }

  private void run() {
    while (!stopped) {
      LockSupport.parkNanos(PAUSE_NANOS);
      try {
        Answer answer = platform.client().query(view, List.of(Map.entry("window", "1d")));
        long most = platform.sent();
        long least = LivePlatform.recorded(answer) - rejected;
        long counted = 0;
        for (JsonNode row : answer.rows()) {
          counted += row.path("edits").asLong();
        }
        if (counted < least || counted > most || !answer.isExact()) {
          wrong.add(counted + " not in [" + least + ", " + most + "]: " + answer.provenance());
        }
        answers.incrementAndGet();
      } catch (RuntimeException e) {
        wrong.add("no answer: " + e);
      }
    }
  }

  long answers() {
    return answers.get();
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
