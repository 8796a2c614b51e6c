package dev.twofold.cli.batch;

import dev.twofold.batch.views.RunRecord;
import dev.twofold.batch.views.RunRecord.Outcome;
import dev.twofold.batch.views.RunRecord.Phase;
import dev.twofold.batch.views.RunRecord.Published;
import dev.twofold.cli.terminal.Table;
import dev.twofold.cli.terminal.Units;
import dev.twofold.epoch.EpochClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The history of runs as people read it. */
public record RunTable(EpochClock clock, long nowMillis) {
  private static final List<String> HEADERS =
      List.of("STARTED", "SOURCE", "COMMAND", "WHY", "OUTCOME", "TOOK", "LANDED", "REJECTED", "");

  /**
   * @param runs in the order of the lines
   */
  public List<String> lines(List<RunRecord> runs) {
    if (runs.isEmpty()) {
      return List.of("No run yet: ./twofold batch run");
    }
    Table table = new Table(HEADERS);
    for (RunRecord run : runs) {
      Outcome outcome = run.outcomeAt(nowMillis);
      table.row(
          List.of(
              Instant.ofEpochMilli(run.startedMillis()).truncatedTo(ChronoUnit.SECONDS).toString(),
              run.source(),
              run.command(),
              words(run.reason()),
              words(outcome),
              Units.seconds(Duration.ofMillis(end(run, outcome) - run.startedMillis())),
              Units.count(run.landed()),
              Units.count(run.rejected()),
              what(run, outcome)));
    }
    return table.lines("");
  }

  private long end(RunRecord run, Outcome outcome) {
    return switch (outcome) {
      case RUNNING -> nowMillis;
      case DIED -> run.updatedMillis();
      default -> run.endedMillis();
    };
  }

  private String what(RunRecord run, Outcome outcome) {
    if (outcome == Outcome.RUNNING && !run.phases().isEmpty()) {
      Phase phase = run.phases().get(run.phases().size() - 1);
      return String.format(
          Locale.ROOT,
          "%s: %,d rows so far, %,.0f a second",
          phase.name(),
          phase.rows(),
          phase.rate(nowMillis));
    }
    if (!run.error().isEmpty()) {
      return run.error();
    }
    List<String> parts = new ArrayList<>();
    if (run.throughEpoch() > 0) {
      parts.add("through " + clock.start(run.throughEpoch()));
    }
    if (!run.published().isEmpty()) {
      // A run may publish a view twice: once what is new, once merged.
      long views = run.published().stream().map(Published::view).distinct().count();
      parts.add(
          "published "
              + Units.count(views, "view")
              + ", "
              + Units.bytes(run.published().stream().mapToLong(Published::bytes).sum()));
    }
    return parts.isEmpty() ? "nothing new" : String.join("; ", parts);
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
