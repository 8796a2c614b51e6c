package dev.twofold.cli.schedule;

import dev.twofold.batch.views.RunRecord;
import dev.twofold.batch.views.RunRecord.Reason;
import dev.twofold.cli.CliException;
import dev.twofold.cli.ExitCodes;
import dev.twofold.cli.alert.Alert;
import dev.twofold.definition.Settings.Schedule;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TimeZone;
import java.util.function.Consumer;
import java.util.function.Function;
import org.quartz.CronExpression;
import org.quartz.CronScheduleBuilder;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Starts the batch runs that a project's schedule names. What was missed while nothing was there to
 * start it is caught up with by one run; a run that fails is tried again, and then told of. Of one
 * source no two go on at once. Thread-safe.
 */
public final class ScheduledRuns implements AutoCloseable {
  private static final String CATCH_UP = "catch up";

  /** Starts a run and waits for its end. */
  @FunctionalInterface
  public interface Starter {
    /**
     * @param scheduled the time that was meant
     * @throws CliException with the exit code of a run that did not end well
     */
    void run(String source, Reason reason, Instant scheduled) throws Exception;
  }

  private final Map<String, Schedule> schedules;
  private final Starter starter;
  private final Consumer<Alert> alerts;
  private final Scheduler quartz;

  private ScheduledRuns(Map<String, Schedule> schedules, Starter starter, Consumer<Alert> alerts)
      throws SchedulerException {
    this.schedules = Map.copyOf(schedules);
    this.starter = starter;
    this.alerts = alerts;
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "twofold-" + System.nanoTime());
    properties.setProperty("org.quartz.threadPool.threadCount", "4");
    properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
    quartz = new StdSchedulerFactory(properties).getScheduler();
    quartz.setJobFactory((fired, scheduler) -> new SourceRun(this));
  }

  /**
   * Starts runs from now on, until it is closed.
   *
   * @param schedules by source
   * @param last the newest run of a source that ended well, whoever started it; empty where there
   *     is none: then nothing was missed
   */
  public static ScheduledRuns start(
      Map<String, Schedule> schedules,
      Starter starter,
      Function<String, Optional<RunRecord>> last,
      Consumer<Alert> alerts) {
    try {
      ScheduledRuns runs = new ScheduledRuns(schedules, starter, alerts);
      for (Map.Entry<String, Schedule> entry : schedules.entrySet()) {
        runs.schedule(entry.getKey(), entry.getValue());
      }
      runs.quartz.start();
      for (String source : schedules.keySet()) {
        runs.catchUp(source, last.apply(source));
      }
      return runs;
    } catch (SchedulerException e) {
      throw new IllegalStateException("Cannot start the schedule: " + e.getMessage(), e);
    }
  }

  private void schedule(String source, Schedule schedule) throws SchedulerException {
    JobDetail job = JobBuilder.newJob(SourceRun.class).withIdentity(source).storeDurably().build();
    quartz.scheduleJob(
        job,
        TriggerBuilder.newTrigger()
            .forJob(job)
            .withSchedule(
                CronScheduleBuilder.cronSchedule(expression(schedule))
                    // One run makes up for all that came due while another went on.
                    .withMisfireHandlingInstructionFireAndProceed())
            .build());
  }

  private void catchUp(String source, Optional<RunRecord> last) throws SchedulerException {
    Optional<Instant> missed =
        last.flatMap(run -> firstAfter(schedules.get(source), Instant.ofEpochMilli(begun(run))))
            .filter(due -> due.isBefore(Instant.now()));
    if (missed.isPresent()) {
      quartz.scheduleJob(
          TriggerBuilder.newTrigger()
              .forJob(JobKey.jobKey(source))
              .usingJobData(CATCH_UP, missed.get().toString())
              .build());
    }
  }

  private static long begun(RunRecord run) {
    return Math.max(run.scheduledMillis(), run.startedMillis());
  }

  /** The first time after {@code from} that the schedule names; empty where there is none. */
  static Optional<Instant> firstAfter(Schedule schedule, Instant from) {
    return Optional.ofNullable(expression(schedule).getNextValidTimeAfter(Date.from(from)))
        .map(Date::toInstant);
  }

  private static CronExpression expression(Schedule schedule) {
    try {
      CronExpression expression = new CronExpression(schedule.cron());
      expression.setTimeZone(TimeZone.getTimeZone(schedule.zone()));
      return expression;
    } catch (ParseException e) {
      throw new IllegalArgumentException("Cannot read the schedule " + schedule.cron(), e);
    }
  }

  /** Runs, and tries again where that may help. */
  private void run(String source, Reason reason, Instant scheduled) throws InterruptedException {
    Schedule schedule = schedules.get(source);
    Duration pause = schedule.retryAfter();
    for (int attempt = 0; ; attempt++) {
      try {
        starter.run(source, attempt == 0 ? reason : Reason.RETRY, scheduled);
        return;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        boolean refused =
            e instanceof CliException failure && failure.exitCode() == ExitCodes.REFUSED;
        if (refused || attempt == schedule.retries()) {
          alerts.accept(alert(source, scheduled, attempt + 1, e));
          return;
        }
      }
      Thread.sleep(pause.toMillis());
      pause = pause.multipliedBy(2);
    }
  }

  private static Alert alert(String source, Instant scheduled, int attempts, Exception failure) {
    String message = String.valueOf(failure.getMessage());
    return new Alert(
        "batch-run",
        "The batch run of source "
            + source
            + " that was meant for "
            + scheduled
            + " did not end well: "
            + message.lines().findFirst().orElse(""),
        Map.of(
            "source",
            source,
            "scheduled",
            scheduled.toString(),
            "attempts",
            attempts,
            "error",
            message));
  }

  /** Starts no more runs. One that goes on ends with this process. */
  @Override
  public void close() {
    try {
      quartz.shutdown(false);
    } catch (SchedulerException e) {
      throw new IllegalStateException("Cannot stop the schedule: " + e.getMessage(), e);
    }
  }

  /** Quartz asks for a class, and looks at its annotation; the one made is the factory's. */
  @DisallowConcurrentExecution
  static final class SourceRun implements Job {
    private final ScheduledRuns runs;

    SourceRun(ScheduledRuns runs) {
      this.runs = runs;
    }

    @Override
    public void execute(JobExecutionContext fired) {
      String missed = fired.getTrigger().getJobDataMap().getString(CATCH_UP);
      try {
        runs.run(
            fired.getJobDetail().getKey().getName(),
            missed == null ? Reason.SCHEDULE : Reason.CATCH_UP,
            missed == null ? fired.getScheduledFireTime().toInstant() : Instant.parse(missed));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
