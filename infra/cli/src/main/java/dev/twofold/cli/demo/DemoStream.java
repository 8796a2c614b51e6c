package dev.twofold.cli.demo;

import dev.twofold.cli.CliException;
import dev.twofold.cli.ingest.EventSender;
import dev.twofold.cli.ingest.Topics;
import dev.twofold.cli.query.Answer;
import dev.twofold.cli.query.Freshness;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.view.Generation;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Sends what the demo's topic lacks, and waits until the speed layer has it. */
final class DemoStream {
  private static final Duration CATCH_UP_LIMIT = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 50;

  private final Project project;
  private final SourceDefinition source;
  private final List<byte[]> lines;

  DemoStream(Project project, List<byte[]> lines) {
    this.project = project;
    this.source = project.sources().get(0);
    this.lines = lines;
  }

  /** The numbers of the lines of one half that the topic lacks, in order. */
  List<Integer> remaining(SendPlan.Half half) {
    Map<Integer, Long> ends = ends();
    return new SendPlan(lines.size(), ends.size()).remaining(half, ends);
  }

  /**
   * Sends lines, each to its partition, and waits until Kafka has acknowledged all.
   *
   * @param over how long to take for it; zero for as fast as possible
   */
  void send(List<Integer> numbers, Duration over) throws InterruptedException {
    SendPlan plan = new SendPlan(lines.size(), source.partitions());
    var kafka = project.settings().kafka();
    long started = System.nanoTime();
    try (EventSender sender =
        new EventSender(kafka.bootstrap(), kafka.properties(), source.topic())) {
      for (int i = 0; i < numbers.size(); i++) {
        long dueNanos = over.toNanos() / numbers.size() * i;
        long earlyMillis = (started + dueNanos - System.nanoTime()) / 1_000_000;
        if (earlyMillis > 5) {
          Thread.sleep(earlyMillis);
        }
        int number = numbers.get(i);
        sender.send(plan.partition(number), lines.get(number));
      }
      sender.flush();
    }
  }

  /**
   * Waits until, for each view, the speed layer has recorded that it has all that the topic holds,
   * and the serving layer answers from what the batch layer has published last.
   */
  void awaitServed(ServingClient client, Map<String, Generation> published)
      throws InterruptedException {
    Map<Integer, Long> ends = ends();
    long limit = System.nanoTime() + CATCH_UP_LIMIT.toNanos();
    for (Fold view : project.views()) {
      while (!isServed(Freshness.of(client, view), ends, published.get(view.view()))) {
        if (System.nanoTime() > limit) {
          throw CliException.failed(
              "View "
                  + view.view()
                  + " does not reach the end of topic "
                  + source.topic()
                  + " within "
                  + CATCH_UP_LIMIT.toSeconds()
                  + " s; speed.log and serving.log, in logs in the state folder, say why. "
                  + "Running the demo again is safe");
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  private static boolean isServed(Answer answer, Map<Integer, Long> ends, Generation published) {
    Map<Integer, Long> positions = answer.speedPositions();
    return answer.provenance().path("generation").asLong() == published.number()
        && ends.entrySet().stream()
            .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private Map<Integer, Long> ends() {
    try (Topics topics = new Topics(project.settings().kafka())) {
      return topics.endOffsets(source.topic());
    }
  }
}
