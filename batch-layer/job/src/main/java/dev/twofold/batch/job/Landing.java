package dev.twofold.batch.job;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.LostRaceException;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.RefusedException;
import dev.twofold.epoch.Position;
import dev.twofold.event.SourceDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.SerializableTable;

/** Lands a source's new records in its master dataset, each exactly once. */
final class Landing {
  private final Run run;
  private final SourceDefinition source;

  Landing(Run run, SourceDefinition source) {
    this.run = run;
    this.source = source;
  }

  /** Lands what is new below the epoch; of two runs at once, one lands it. */
  void land(long through) {
    MasterDataset master = run.warehouse().master(source);
    try (TopicLog log = new TopicLog(run.project().settings().kafka(), source.topic())) {
      Run.planAgainAfterLostRace(() -> landOnce(master, log, through));
    }
  }

  private void landOnce(MasterDataset master, TopicLog log, long through) {
    long start = System.nanoTime();
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
    LandingPlan plan = LandingPlan.of(log, landed, source.topic(), through, run.project().clock());
    Map<Integer, Position> positions = new HashMap<>(plan.from().positions());
    plan.ranges().forEach(range -> positions.put(range.partition(), range.from()));
    List<LandingTask.Landed> done = plan.hasRecords() ? copy(master, plan) : List.of();
    done.forEach(task -> positions.put(task.position().partition(), task.position()));
    List<DataFile> files = done.stream().flatMap(task -> task.files().stream()).toList();
    Cut cut = new Cut(source.topic(), plan.from().topicId(), through, positions);
    try {
      master.land(version, cut, files);
    } catch (LostRaceException e) {
      Run.delete(master.table(), files);
      throw e;
    }
    run.progress()
        .line(
            "land",
            source.name(),
            "%,d records, %,d of them rejected, through %s in %s",
            done.stream().mapToLong(LandingTask.Landed::records).sum(),
            done.stream().mapToLong(LandingTask.Landed::rejected).sum(),
            run.start(through),
            Progress.since(start));
  }

  private List<LandingTask.Landed> copy(MasterDataset master, LandingPlan plan) {
    List<LandingPlan.Range> ranges =
        plan.ranges().stream().filter(range -> !range.isEmpty()).toList();
    Map<String, String> kafka = new HashMap<>(run.project().settings().kafka().properties());
    kafka.put("bootstrap.servers", run.project().settings().kafka().bootstrap());
    LandingTask task =
        new LandingTask(
            kafka,
            source,
            run.project().clock(),
            SerializableTable.copyOf(master.table()),
            UUID.randomUUID().toString());
    List<LandingTask.Landed> done =
        run.spark().parallelize(ranges, ranges.size()).map(task::run).collect();
    done.stream()
        .map(LandingTask.Landed::refusal)
        .filter(refusal -> refusal != null)
        .findFirst()
        .ifPresent(
            refusal -> {
              throw new RefusedException(refusal);
            });
    return done;
  }
}
