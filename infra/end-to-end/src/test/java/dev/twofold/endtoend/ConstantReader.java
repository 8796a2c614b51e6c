package dev.twofold.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twofold.cli.query.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Queries all the while and holds each answer against what was sent: at least every event up to the
 * speed positions that it names, at most those handed to the producer.
 */
final class ConstantReader implements AutoCloseable {
  private final LivePlatform platform;
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
    this.platform = platform;
    this.rejected = rejected;
    thread.start();
  }

  private void run() {
    while (!stopped) {
      try {
        Answer answer =
            platform.client().query("edits_by_channel", List.of(Map.entry("window", "1d")));
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
