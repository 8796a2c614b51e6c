package dev.twofold.speed.job;

import dev.twofold.epoch.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a subtask knew of the partitions' positions at a checkpoint. Of two that name a partition,
 * the further is right.
 */
record Positions(long checkpoint, List<Position> positions) {
  static final Serializer SERIALIZER = new Serializer();
  static final WireType<Positions> TYPE = SERIALIZER.type(Positions.class);

  Positions {
    positions = List.copyOf(positions);
  }

  static final class Serializer extends WireSerializer<Positions> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(Positions value, DataOutputView target) throws IOException {
      target.writeLong(value.checkpoint);
      target.writeInt(value.positions.size());
      for (Position position : value.positions) {
        target.writeInt(position.partition());
        target.writeLong(position.nextOffset());
        target.writeLong(position.epoch());
        target.writeInt(position.leaderEpoch());
      }
    }

    @Override
    public Positions deserialize(DataInputView source) throws IOException {
      long checkpoint = source.readLong();
      int count = source.readInt();
      List<Position> positions = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        positions.add(
            new Position(source.readInt(), source.readLong(), source.readLong(), source.readInt()));
      }
      return new Positions(checkpoint, positions);
    }

    @Override
    public TypeSerializerSnapshot<Positions> snapshotConfiguration() {
      return new Snapshot();
    }
  }

  /** Made by Flink when it restores. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Positions> {
    public Snapshot() {
      super(Serializer::new);
    }
  }
}
