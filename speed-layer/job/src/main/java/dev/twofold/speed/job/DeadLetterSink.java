package dev.twofold.speed.job;

import dev.twofold.speed.views.DeadLetter;
import dev.twofold.speed.views.DeadLetterWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Stores dead letters. A checkpoint completes only when every letter before it is durable. */
final class DeadLetterSink implements Sink<DeadLetter> {
  private static final long serialVersionUID = 1L;

  private final JobSpec spec;

  DeadLetterSink(JobSpec spec) {
    this.spec = spec;
  }

  @Override
  public SinkWriter<DeadLetter> createWriter(WriterInitContext context) {
    DeadLetterWriter letters =
        new DeadLetterWriter(Sessions.acquire(spec.settings()), spec.incarnation());
    return new SinkWriter<>() {
      @Override
      public void write(DeadLetter letter, Context ignored) {
        letters.add(letter);
      }

      @Override
      public void flush(boolean endOfInput) {
        letters.flush();
      }

      @Override
      public void close() {
        Sessions.release(spec.settings());
      }
    };
  }
}
