package dev.twofold.endtoend;

import dev.twofold.cli.ingest.EventSender;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Events of a source that come in all the while, from a sender that waits for Kafka. */
final class Load {
  private static final String PATIENCE_MILLIS = "240000";
  private static final long PAUSE_MILLIS = 10;

  private final CompletableFuture<Void> sending;
  private volatile boolean enough;

  Load(Project project, SourceDefinition source, SoakTruth truth) {
    sending = CompletableFuture.runAsync(() -> send(project, source, truth));
  }

  private void send(Project project, SourceDefinition source, SoakTruth truth) {
    Map<String, String> properties = new TreeMap<>(project.settings().kafka().properties());
    properties.put("delivery.timeout.ms", PATIENCE_MILLIS);
    properties.put("max.block.ms", PATIENCE_MILLIS);
    try (EventSender sender =
        new EventSender(project.settings().kafka().bootstrap(), properties, source.topic())) {
      for (int i = 0; !enough; i++) {
        List<byte[]> events = FaultFixture.events(source, 1);
        events.forEach(truth::add);
        sender.send(i % source.partitions(), events.get(0));
        Thread.sleep(PAUSE_MILLIS);
      }
      sender.flush();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns when Kafka has all that was sent. */
  void end() {
    enough = true;
    sending.join();
  }
}
