package dev.twofold.speed.job;

import dev.twofold.fold.Fold;
import dev.twofold.speed.views.RealtimeRow;
import dev.twofold.speed.views.RowWriter;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Upserts states into the real-time views. A checkpoint completes only when every row before it is
 * durable.
 */
final class RealtimeSink implements Sink<KeyedState> {
  private static final long serialVersionUID = 1L;

  private final JobSpec spec;

  RealtimeSink(JobSpec spec) {
    this.spec = spec;
  }

  @Override
  public SinkWriter<KeyedState> createWriter(WriterInitContext context) {
    return new Writer(spec, context.getProcessingTimeService());
  }

  private static final class Writer implements SinkWriter<KeyedState> {
    private final JobSpec spec;
    private final ProcessingTimeService time;
    private final RowWriter rows;
    private boolean sendDue;

    Writer(JobSpec spec, ProcessingTimeService time) {
      this.spec = spec;
      this.time = time;
      this.rows = new RowWriter(Sessions.acquire(spec.settings()), spec.incarnation());
    }

    @Override
    public void write(KeyedState value, Context context) {
      StateKey key = value.key();
      rows.add(
          new RealtimeRow(
              spec.fold(key.view()).version(),
              key.key(),
              key.pane(),
              key.epoch(),
              value.state(),
              Fold.events(value.state())));
      if (!sendDue) {
        sendDue = true;
        // Rows come in bursts: this runs when the burst is over.
        time.registerTimer(time.getCurrentProcessingTime(), now -> send());
      }
    }

    private void send() {
      sendDue = false;
      rows.send();
    }

    @Override
    public void flush(boolean endOfInput) {
      rows.flush();
    }

    @Override
    public void close() {
      Sessions.release(spec.settings());
    }
  }
}
