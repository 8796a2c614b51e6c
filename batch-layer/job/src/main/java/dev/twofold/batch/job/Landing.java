package dev.twofold.batch.job;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.LostRaceException;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.Moment;
import dev.twofold.definition.ErasureCompiler;
import dev.twofold.epoch.Position;
import dev.twofold.event.SourceDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.SerializableTable;
import org.apache.spark.util.LongAccumulator;

/** Lands a source's new records in its master dataset, each exactly once. */
final class Landing {
  private final Run run;
  private final SourceDefinition source;
  private final LandingPlan.Lost lost;

  Landing(Run run, SourceDefinition source, LandingPlan.Lost lost) {
    this.run = run;
    this.source = source;
    this.lost = lost;
  }

  /** Lands what is new below the epoch; of two runs at once, one lands it. */
  void land(long through) {
    MasterDataset master = run.warehouse().master(source);
    try (TopicLog log = new TopicLog(run.project().settings().kafka(), source.topic())) {
      Run.planAgainAfterLostRace(() -> landOnce(master, log, through));
    }
  }

  private void landOnce(MasterDataset master, TopicLog log, long through) {
    Run.Work work = run.begin();
    MasterDataset.Version version = master.version();
    Optional<Cut> landed = version.cut();
    if (landed.isPresent() && landed.get().through() >= through) {
      run.progress()
          .line(
              "land",
              source.name(),
              "nothing new: landed through %s",
              run.start(landed.get().through()));
      return;
    }
    LandingPlan plan = LandingPlan.of(log, landed, source.topic(), lost);
    List<LandingTask.Landed> done = copy(master, version, plan, through);
    Map<Integer, Position> positions = new HashMap<>(plan.from().positions());
    plan.ranges().forEach(range -> positions.put(range.partition(), range.from()));
    done.forEach(task -> positions.put(task.position().partition(), task.position()));
    LandingTask.Counts counts =
        done.stream()
            .map(LandingTask.Landed::counts)
            .reduce(LandingTask.Counts.NONE, LandingTask.Counts::plus);
    List<DataFile> files = done.stream().flatMap(task -> task.files().stream()).toList();
    Cut cut = new Cut(source.topic(), plan.from().topicId(), through, positions);
    Moment.LANDING_WRITTEN.reached();
    work.checkMayCommit();
    try {
      master.land(version, cut, files, counts.behindCut());
    } catch (LostRaceException e) {
      Run.delete(master.table(), files);
      throw e;
    }
    run.journal().landed(plan.from().through(), through, counts);
    tellLost(plan);
    tell(counts, plan.from(), through, work);
  }

  private List<LandingTask.Landed> copy(
      MasterDataset master, MasterDataset.Version version, LandingPlan plan, long through) {
    List<LandingPlan.Range> ranges =
        plan.ranges().stream().filter(range -> !range.isEmpty()).toList();
    if (ranges.isEmpty()) {
      return List.of();
    }
    Map<String, String> kafka = new HashMap<>(run.project().settings().kafka().properties());
    kafka.put("bootstrap.servers", run.project().settings().kafka().bootstrap());
    LandingTask task =
        new LandingTask(
            kafka,
            source,
            ErasureCompiler.compile(source, version.erasures()),
            run.project().clock(),
            new LandingTask.Bounds(plan.from().through(), through, plan.from().topicId()),
            SerializableTable.copyOf(master.table()),
            UUID.randomUUID().toString());
    LongAccumulator rows = run.phase("land");
    List<LandingTask.Landed> done =
        run.spark()
            .parallelize(ranges, ranges.size())
            .map(
                range -> {
                  LandingTask.Landed landed = task.run(range);
                  rows.add(landed.counts().records());
                  return landed;
                })
            .collect();
    Optional<RuntimeException> failure =
        done.stream().map(LandingTask.Landed::failure).filter(Objects::nonNull).findFirst();
    if (failure.isPresent()) {
      done.forEach(one -> Run.delete(master.table(), one.files()));
      throw failure.get();
    }
    return done;
  }

  private void tellLost(LandingPlan plan) {
    for (LandingPlan.Range range : plan.ranges()) {
      long next = plan.from().position(range.partition()).nextOffset();
      if (range.from().nextOffset() > next) {
        run.progress()
            .line(
                "lost",
                source.name(),
                "left out, as accepted: partition %d, offsets [%d, %d)",
                range.partition(),
                next,
                range.from().nextOffset());
      }
    }
  }

  private void tell(LandingTask.Counts counts, Cut from, long through, Run.Work work) {
    run.progress()
        .line(
            "land",
            source.name(),
            "%,d records, %,d of them rejected, through %s in %s",
            counts.records(),
            counts.rejected(),
            run.start(through),
            work.time());
    if (counts.withoutEpoch() > 0) {
      run.progress()
          .line(
              "land",
              source.name(),
              "%,d of them have a producer's timestamp, from before the topic was set to"
                  + " LogAppendTime: a backfill, outside the epochs",
              counts.withoutEpoch());
    }
    if (counts.behindCut() > 0) {
      run.progress()
          .line(
              "behind",
              source.name(),
              "%,d records came behind the cut at %s, after it was made: a clock was off by more"
                  + " than grace. Merged answers were marked degraded; the generations that this"
                  + " run publishes count them",
              counts.behindCut(),
              run.start(from.through()));
    }
  }
}
