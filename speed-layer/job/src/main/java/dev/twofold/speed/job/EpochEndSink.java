package dev.twofold.speed.job;

import dev.twofold.epoch.Position;
import dev.twofold.speed.views.EpochEndWriter;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Records where the epochs of partitions end. A checkpoint completes, and so its positions are
 * recorded, only when every end before it is durable.
 */
final class EpochEndSink implements Sink<Position> {
  private static final long serialVersionUID = 1L;

  static final WireType<Position> TYPE = new Serializer().type(Position.class);

  private final JobSpec spec;

  EpochEndSink(JobSpec spec) {
    this.spec = spec;
  }

  @Override
  public SinkWriter<Position> createWriter(WriterInitContext context) {
    EpochEndWriter ends =
        new EpochEndWriter(
            Sessions.acquire(spec.settings()), spec.source().name(), spec.incarnation());
    return new SinkWriter<>() {
      @Override
      public void write(Position end, Context ignored) {
        ends.add(end);
      }

      @Override
      public void flush(boolean endOfInput) {
        ends.flush();
      }

      @Override
      public void close() {
        Sessions.release(spec.settings());
      }
    };
  }

  static final class Serializer extends WireSerializer<Position> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(Position end, DataOutputView target) throws IOException {
      target.writeInt(end.partition());
      target.writeLong(end.nextOffset());
      target.writeLong(end.epoch());
      target.writeInt(end.leaderEpoch());
    }

    @Override
    public Position deserialize(DataInputView source) throws IOException {
      return new Position(source.readInt(), source.readLong(), source.readLong(), source.readInt());
    }

    @Override
    public TypeSerializerSnapshot<Position> snapshotConfiguration() {
      return new Snapshot();
    }
  }

  /** Made by Flink when it restores. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Position> {
    public Snapshot() {
      super(Serializer::new);
    }
  }
}
