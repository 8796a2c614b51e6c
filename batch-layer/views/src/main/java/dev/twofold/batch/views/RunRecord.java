package dev.twofold.batch.views;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;
import java.util.List;

/**
 * One run of the batch layer over one source, as it is known so far. Times are milliseconds since
 * 1970; ranges of epochs are half-open.
 *
 * @param id sorts by the time of the start
 * @param source whose records it lands
 * @param command as "run", "run --full", "compact"
 * @param reason why it was started
 * @param scheduledMillis the time that the schedule had meant; 0 for a run by hand
 * @param updatedMillis when its process last gave a sign of life
 * @param endedMillis 0 while it runs
 * @param fromEpoch where the landing before it ended
 * @param throughEpoch where its own landing ends; 0 until it has landed
 * @param landed records that it added to the master dataset, dead letters among them
 * @param rejected those of them that are dead letters
 * @param error what a person has to know where it did not end well; else empty
 * @param phases in the order of their start; the last one goes on while the run does
 * @param published one entry a view that got a new generation
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunRecord(
    String id,
    String source,
    String command,
    Reason reason,
    Outcome outcome,
    long scheduledMillis,
    long startedMillis,
    long updatedMillis,
    long endedMillis,
    long fromEpoch,
    long throughEpoch,
    long landed,
    long rejected,
    String error,
    List<Phase> phases,
    List<Published> published) {
  /** A run gives a sign of life at least this often; one silent for much longer has died. */
  public static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private static final int MISSED_HEARTBEATS = 4;

  public RunRecord {
    phases = List.copyOf(phases);
    published = List.copyOf(published);
  }

  /** Why a run was started. */
  public enum Reason {
    BY_HAND,
    SCHEDULE,
    /** In place of scheduled runs that were missed. */
    CATCH_UP,
    /** After one that failed. */
    RETRY
  }

  /** How a run ended. */
  public enum Outcome {
    RUNNING,
    DONE,
    /** To run it again is safe. */
    FAILED,
    /** A person has to decide. */
    REFUSED,
    /** Its process ended without a word. To run it again is safe. */
    DIED
  }

  /**
   * A step of a run.
   *
   * @param name "land", "fold", "publish", "compact"
   * @param endedMillis 0 while it goes on
   * @param rows records or states handled so far
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Phase(String name, long startedMillis, long endedMillis, long rows) {
    /** Rows a second, up to {@code nowMillis} where it goes on. */
    public double rate(long nowMillis) {
      long end = endedMillis == 0 ? nowMillis : endedMillis;
      return rows * 1000.0 / Math.max(1, end - startedMillis);
    }
  }

  /**
   * A view's new generation.
   *
   * @param events in all its segments
   * @param rows states that this run wrote
   * @param bytes of the files that this run wrote
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Published(String view, long generation, long events, long rows, long bytes) {}

  /** The outcome as it looks at a time: a run that should go on, but was silent, has died. */
  public Outcome outcomeAt(long nowMillis) {
    boolean silent = nowMillis - updatedMillis > MISSED_HEARTBEATS * HEARTBEAT.toMillis();
    return outcome == Outcome.RUNNING && silent ? Outcome.DIED : outcome;
  }
}
