package dev.twofold.cli.doctor;

import dev.twofold.batch.views.Cut;
import dev.twofold.epoch.Position;
import dev.twofold.view.Incarnation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Kafka still has every record that a layer has not read yet, and those that were read are of this
 * topic.
 */
final class LossCheck implements Check {
  @Override
  public List<Finding> findings(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (TopicEvidence topic : evidence.kafka().topics()) {
      Optional<Cut> landed =
          evidence
              .warehouse()
              .master(topic.source().name())
              .flatMap(master -> master.version().cut());
      Optional<Incarnation> speed = evidence.newestLife(topic);
      boolean knowsLog = !topic.id().isFailed() && !topic.starts().isFailed();
      if (!knowsLog || (landed.isEmpty() && speed.isEmpty())) {
        continue;
      }
      List<Finding> wrong = new ArrayList<>();
      landed.ifPresent(cut -> wrong.addAll(batch(evidence, topic, cut)));
      speed.ifPresent(incarnation -> wrong.addAll(speed(evidence, topic, incarnation)));
      findings.addAll(
          wrong.isEmpty()
              ? List.of(Finding.ok(subject(topic), "Kafka has all that a layer has still to read"))
              : wrong);
    }
    return findings;
  }

  private static String subject(TopicEvidence topic) {
    return "log of " + topic.name();
  }

  private static List<Finding> batch(Evidence evidence, TopicEvidence topic, Cut cut) {
    String id = topic.id().answer().orElseThrow();
    if (!cut.topicId().equals(id)) {
      return List.of(
          Finding.fault(
              subject(topic),
              "Topic "
                  + topic.name()
                  + " was deleted and made anew: the master dataset holds records of topic id "
                  + cut.topicId()
                  + ", its id is now "
                  + id
                  + ", and batch runs refuse it",
              "mv "
                  + evidence.subject().projectFolder().resolve("sources")
                  + "/"
                  + topic.source().name()
                  + ".yaml "
                  + evidence.subject().projectFolder().resolve("sources")
                  + "/"
                  + topic.source().name()
                  + "_2.yaml   # a source of its own, with views of its own; then "
                  + evidence.subject().startSpeed()));
    }
    List<Finding> lost = new ArrayList<>();
    topic
        .starts()
        .answer()
        .orElseThrow()
        .forEach(
            (partition, start) -> {
              long next = cut.position(partition).nextOffset();
              if (start > next) {
                lost.add(
                    Finding.fault(
                        subject(topic),
                        "Records are gone before they were landed: "
                            + range(topic, partition, next, start)
                            + ". Batch runs refuse to skip them, and answers stay exact, from"
                            + " real-time rows, where the speed layer has read them. To go on"
                            + " without them is yours to say: they are in no batch view then, until"
                            + " they are sent again. And keep records for longer (retention.ms)"
                            + " than runs may be apart",
                        "./twofold batch run --accept-loss" + evidence.subject().options()));
              }
            });
    return lost;
  }

  private static List<Finding> speed(
      Evidence evidence, TopicEvidence topic, Incarnation incarnation) {
    String id = topic.id().answer().orElseThrow();
    String restart =
        "rm -r "
            + evidence.subject().state().root().resolve("checkpoints")
            + "/"
            + topic.source().name()
            + "; "
            + evidence.subject().startSpeed();
    if (!incarnation.topicId().equals(id)) {
      return List.of(
          Finding.fault(
              subject(topic),
              "Topic "
                  + topic.name()
                  + " was deleted and made anew: the speed layer has read topic id "
                  + incarnation.topicId()
                  + ", its id is now "
                  + id,
              restart));
    }
    List<Finding> lost = new ArrayList<>();
    Map<Integer, Long> starts = topic.starts().answer().orElseThrow();
    for (Position position : incarnation.positions().values()) {
      long start = starts.getOrDefault(position.partition(), 0L);
      if (start > position.nextOffset()) {
        lost.add(
            Finding.fault(
                subject(topic),
                "Records are gone before the speed layer read them: "
                    + range(topic, position.partition(), position.nextOffset(), start)
                    + ". It begins anew behind the first generation that has them: run the batch"
                    + " layer first where none has",
                restart));
      }
    }
    return lost;
  }

  private static String range(TopicEvidence topic, int partition, long from, long to) {
    return "topic "
        + topic.name()
        + ", partition "
        + partition
        + ", offsets ["
        + from
        + ", "
        + to
        + ")";
  }
}
