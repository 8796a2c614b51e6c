package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.stack.KafkaServer;
import dev.twofold.stack.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rule 7: a landing goes on only in the log that the last one read. */
class LostLogTest {
  @TempDir Path folder;

  @Test
  void aLogThatWasCutBackAndGrewAgainIsRefused() throws Exception {
    JobFixture fixture = new JobFixture(folder).createTopic();
    List<String> sent = Sales.events(1, 30);
    fixture.topic.send(0, sent);
    JobFixture.passCut();
    assertThat(fixture.job("run")).isZero();

    KafkaServer kafka = TestStack.shared().kafka();
    kafka.close();
    loseLog(TestStack.shared().state().resolve("kafka/data/" + fixture.topic.name + "-0"));
    kafka.start();
    // Longer than it was: by offsets alone it looks as if 20 records were new.
    fixture.topic.send(0, Sales.events(2, 50));
    JobFixture.passCut();
    assertThat(fixture.refusal()).contains("partition 0, has lost records that were landed");
    fixture.assertAnswers(sent);
  }

  /** As after a disk was replaced: the topic is the same, its records are gone. */
  private static void loseLog(Path partition) throws IOException {
    try (Stream<Path> files = Files.list(partition)) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().equals("partition.metadata")) {
          Files.delete(file);
        }
      }
    }
  }
}
