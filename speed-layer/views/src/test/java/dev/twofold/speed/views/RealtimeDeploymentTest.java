package dev.twofold.speed.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.definition.Deployment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The copy of what is deployed, on a real Cassandra. */
final class RealtimeDeploymentTest {
  private TestKeyspace keyspace;
  private RealtimeDeployment copy;

  @BeforeEach
  void open() {
    keyspace = new TestKeyspace();
    copy = new RealtimeDeployment(keyspace.session);
  }

  @AfterEach
  void close() {
    keyspace.close();
  }

  /** Each with another text. */
  private static Deployment number(long number) {
    return new Deployment(number, Map.of(), Map.of(), Map.of("meaning", (int) number));
  }

  @Test
  void beforeTheFirstNothingIsDeployed() {
    assertThat(copy.current()).isEqualTo(Deployment.NONE);
    assertThat(copy.number()).isZero();
  }

  @Test
  void anEarlierDeploymentNeverTakesThePlaceOfALaterOne() {
    copy.write(number(3));
    copy.write(number(2));
    assertThat(copy.current()).isEqualTo(number(3));
    copy.write(number(4));
    assertThat(copy.current()).isEqualTo(number(4));
    assertThat(copy.number()).isEqualTo(4);
  }

  /** Programs copy at once, each what it read, and the last to write may have read the earliest. */
  @Test
  void ofManyThatAreWrittenAtOnceTheLatestStays() throws Exception {
    for (int round = 0; round < 10; round++) {
      long first = round * 100L;
      List<Callable<Void>> writes = new ArrayList<>();
      LongStream.rangeClosed(first + 1, first + 8)
          .forEach(
              number ->
                  writes.add(
                      () -> {
                        copy.write(number(number));
                        return null;
                      }));
      Collections.reverse(writes);
      ExecutorService threads = Executors.newFixedThreadPool(writes.size());
      try {
        for (Future<Void> write : threads.invokeAll(writes)) {
          write.get();
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(copy.current()).isEqualTo(number(first + 8));
      assertThat(copy.number()).isEqualTo(first + 8);
    }
  }
}
