package dev.twofold.batch.job;

import dev.twofold.batch.views.RefusedException;
import dev.twofold.batch.views.RunHistory;
import dev.twofold.batch.views.RunRecord;
import dev.twofold.batch.views.RunRecord.Outcome;
import dev.twofold.batch.views.RunRecord.Phase;
import dev.twofold.batch.views.RunRecord.Published;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps the record of a run over one source while it goes, and tells the history of it: at once
 * where something happened, and every few seconds how far it is. A history that cannot be written
 * fails no run. Thread-safe.
 */
final class RunJournal implements AutoCloseable {
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int UNIQUE_DIGITS = 6;
  private static final long TELL_MILLIS = 2_000;

  private final Consumer<RunRecord> history;
  private final Start start;
  private final long startedMillis = System.currentTimeMillis();
  private final String id;
  private final List<Phase> phases = new ArrayList<>();
  private final List<Published> published = new ArrayList<>();
  private final ScheduledExecutorService pulse;
  private LongSupplier rows = () -> 0;
  private Outcome outcome = Outcome.RUNNING;
  private String error = "";
  private long endedMillis;
  private long fromEpoch;
  private long throughEpoch;
  private LandingTask.Counts landed = LandingTask.Counts.NONE;

  /**
   * What is known of a run before it begins.
   *
   * @param scheduledMillis 0 where no schedule meant it
   */
  record Start(String source, String command, RunRecord.Reason reason, long scheduledMillis) {}

  private RunJournal(Consumer<RunRecord> history, Start start) {
    this.history = history;
    this.start = start;
    id =
        ID.format(Instant.ofEpochMilli(startedMillis))
            + "-"
            + UUID.randomUUID().toString().substring(0, UNIQUE_DIGITS);
    pulse =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "run-journal");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins the record of a run. */
  static RunJournal begin(RunHistory history, Start start, Progress progress) {
    AtomicBoolean told = new AtomicBoolean();
    RunJournal journal =
        new RunJournal(
            record -> {
              try {
                history.write(record);
              } catch (RuntimeException e) {
                if (!told.getAndSet(true)) {
                  progress.line("history", start.source(), "not written: %s", e.getMessage());
                }
              }
            },
            start);
    journal.tell();
    journal.pulse.scheduleAtFixedRate(
        journal::tell, TELL_MILLIS, TELL_MILLIS, TimeUnit.MILLISECONDS);
    return journal;
  }

  /** Of a run that no one asks about. */
  static RunJournal unkept() {
    return new RunJournal(record -> {}, new Start("", "", RunRecord.Reason.BY_HAND, 0));
  }

  /**
   * A step begins, and the one before it is over.
   *
   * @param handled asked for the rows that it has handled so far, from any thread
   */
  synchronized void phase(String name, LongSupplier handled) {
    endPhase();
    phases.add(new Phase(name, System.currentTimeMillis(), 0, 0));
    rows = handled;
    tell();
  }

  synchronized void landed(long from, long through, LandingTask.Counts counts) {
    fromEpoch = from;
    throughEpoch = through;
    landed = counts;
    tell();
  }

  synchronized void published(Published generation) {
    published.add(generation);
    tell();
  }

  synchronized void done() {
    end(Outcome.DONE, "");
  }

  synchronized void failed(RuntimeException failure) {
    boolean refused = failure instanceof RefusedException;
    end(refused ? Outcome.REFUSED : Outcome.FAILED, String.valueOf(failure.getMessage()));
  }

  private void end(Outcome how, String why) {
    endPhase();
    outcome = how;
    error = why;
    endedMillis = System.currentTimeMillis();
    tell();
  }

  private void endPhase() {
    if (!phases.isEmpty()) {
      Phase last = phases.remove(phases.size() - 1);
      phases.add(
          new Phase(
              last.name(), last.startedMillis(), System.currentTimeMillis(), rows.getAsLong()));
    }
    rows = () -> 0;
  }

  private synchronized void tell() {
    history.accept(
        new RunRecord(
            id,
            start.source(),
            start.command(),
            start.reason(),
            outcome,
            start.scheduledMillis(),
            startedMillis,
            System.currentTimeMillis(),
            endedMillis,
            fromEpoch,
            throughEpoch,
            landed.records(),
            landed.rejected(),
            error,
            phasesNow(),
            published));
  }

  private List<Phase> phasesNow() {
    List<Phase> now = new ArrayList<>(phases);
    int last = now.size() - 1;
    if (last >= 0 && now.get(last).endedMillis() == 0) {
      Phase current = now.get(last);
      now.set(last, new Phase(current.name(), current.startedMillis(), 0, rows.getAsLong()));
    }
    return now;
  }

  /** Ends the record where no one did: the run's thread died of an error. */
  @Override
  public void close() {
    pulse.shutdownNow();
    synchronized (this) {
      if (outcome == Outcome.RUNNING) {
        end(Outcome.FAILED, "Ended by an error");
      }
    }
  }
}
