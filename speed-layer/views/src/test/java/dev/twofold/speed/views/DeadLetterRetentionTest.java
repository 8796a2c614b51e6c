package dev.twofold.speed.views;

import static dev.twofold.speed.views.TestKeyspace.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How dead letters expire, on a real Cassandra. */
final class DeadLetterRetentionTest {
  private TestKeyspace keyspace;
  private DeadLetterWriter writer;

  @BeforeEach
  void open() {
    keyspace = new TestKeyspace();
    writer = new DeadLetterWriter(keyspace.session, 1);
  }

  @AfterEach
  void close() {
    keyspace.close();
  }

  private void write(String source, long... epochs) {
    for (long epoch : epochs) {
      for (int partition = 0; partition < 2; partition++) {
        writer.add(new DeadLetter(source, "topic", partition, epoch, epoch, 9, "bad", null));
      }
    }
    writer.flush();
  }

  private int drop(String source, long epoch) {
    return new DeadLetterRetention(keyspace.session).dropBelow(source, epoch);
  }

  private List<Long> epochs(String source) {
    return new DeadLetters(keyspace.session, source)
        .page(null, 1_000).stream().map(DeadLetter::epoch).distinct().toList();
  }

  /** Also those that are not listed, so that no reader finds them. */
  private long stored() {
    return keyspace
        .session
        .cql()
        .execute(keyspace.session.prepare("SELECT COUNT(*) FROM %s.dead_letters").bind())
        .one()
        .getLong(0);
  }

  @Test
  void thoseOfEarlierEpochsGoAndNoOthers() {
    write(SOURCE, LongStream.range(3, 9).toArray());
    write("other", 3, 4);
    assertThat(drop(SOURCE, 3)).isZero();
    assertThat(drop(SOURCE, 6)).isEqualTo(6);
    assertThat(epochs(SOURCE)).containsExactly(6L, 7L, 8L);
    assertThat(epochs("other")).containsExactly(3L, 4L);
    assertThat(stored()).isEqualTo(2 * 5);
    assertThat(drop(SOURCE, 6)).isZero();
  }

  /** As of a job that was started anew, and reads from before the floor; or one that reads on. */
  @Test
  void whatComesLaterGoesTheNextTime() {
    write(SOURCE, 3, 7);
    drop(SOURCE, 6);
    write(SOURCE, 3);
    assertThat(epochs(SOURCE)).containsExactly(3L, 7L);
    assertThat(drop(SOURCE, 6)).isEqualTo(2);
    assertThat(epochs(SOURCE)).containsExactly(7L);
    assertThat(stored()).isEqualTo(2);
  }
}
