package dev.twofold.serving.http;

import dev.twofold.batch.views.RunRecord;
import dev.twofold.batch.views.RunRecord.Outcome;
import dev.twofold.epoch.EpochClock;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The batch runs: a list, and each by itself, with how far one is that goes on. */
@Path("/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
public final class RunsResource {

  private final BatchRuns runs;
  private final EpochClock epochs;

  public RunsResource(BatchRuns runs, EpochClock epochs) {
    this.runs = runs;
    this.epochs = epochs;
  }

  /** The answer to {@code GET /v1/runs}, the newest first. */
  record RunList(List<Run> runs) {}

  /**
   * One run over one source. Times are in UTC.
   *
   * @param reason by_hand, schedule, catch_up or retry
   * @param outcome running, done, failed, refused or died
   * @param scheduled the time that the schedule meant; null for a run by hand
   * @param ended null while it runs
   * @param from ingestion time from which it landed
   * @param through ingestion time up to which it landed; null where it landed nothing
   * @param error null where it ended well
   */
  record Run(
      String id,
      String source,
      String command,
      String reason,
      String outcome,
      String scheduled,
      String started,
      String ended,
      String from,
      String through,
      long landed,
      long rejected,
      String error,
      List<Phase> phases,
      List<RunRecord.Published> published) {}

  /**
   * A step of it.
   *
   * @param ended null while it goes on
   * @param rows records or states handled so far
   */
  record Phase(String name, String started, String ended, long rows, long rowsPerSecond) {}

  @GET
  public RunList list(@QueryParam("limit") @DefaultValue("50") String limit) {
    int most = ListLimit.parse(limit);
    return new RunList(runs.newest(most).stream().map(this::run).toList());
  }

  @GET
  @Path("{id}")
  public Run one(@PathParam("id") String id) {
    return runs.find(id).map(this::run).orElseThrow(NotFoundException::new);
  }

  private Run run(RunRecord run) {
    long now = System.currentTimeMillis();
    Outcome outcome = run.outcomeAt(now);
    boolean landed = run.throughEpoch() > 0;
    return new Run(
        run.id(),
        run.source(),
        run.command(),
        word(run.reason()),
        word(outcome),
        time(run.scheduledMillis()),
        time(run.startedMillis()),
        time(outcome == Outcome.DIED ? run.updatedMillis() : run.endedMillis()),
        landed ? EpochTimes.start(epochs, run.fromEpoch()) : null,
        landed ? EpochTimes.start(epochs, run.throughEpoch()) : null,
        run.landed(),
        run.rejected(),
        run.error().isEmpty() ? null : run.error(),
        run.phases().stream().map(phase -> phase(phase, now)).toList(),
        run.published());
  }

  private static Phase phase(RunRecord.Phase phase, long now) {
    return new Phase(
        phase.name(),
        time(phase.startedMillis()),
        time(phase.endedMillis()),
        phase.rows(),
        Math.round(phase.rate(now)));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String time(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
  }
}
