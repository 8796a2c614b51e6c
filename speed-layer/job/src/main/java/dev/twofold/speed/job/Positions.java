package dev.twofold.speed.job;

import dev.twofold.epoch.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a subtask knew of the partitions' positions at a checkpoint. Of two that name a partition,
 * the further is right.
 *
 * @param backfills by partition, the offset after the last record that has no ingestion time: such
 *     records are batch's
 */
record Positions(long checkpoint, Collection<Position> positions, Map<Integer, Long> backfills) {
  static final Serializer SERIALIZER = new Serializer();
  static final WireType<Positions> TYPE = SERIALIZER.type(Positions.class);

  Positions {
    positions = List.copyOf(positions);
    backfills = Map.copyOf(backfills);
  }

  /** What they are called in a checkpoint; every subtask stores those of its own partitions. */
  static ListStateDescriptor<Positions> stored() {
    return new ListStateDescriptor<>("positions", SERIALIZER);
  }

  /** What both know. */
  Positions join(Positions other) {
    Map<Integer, Position> furthest = new HashMap<>();
    positions.forEach(position -> position.addTo(furthest));
    other.positions.forEach(position -> position.addTo(furthest));
    Map<Integer, Long> all = new HashMap<>(backfills);
    other.backfills.forEach((partition, below) -> all.merge(partition, below, Math::max));
    return new Positions(Math.max(checkpoint, other.checkpoint), furthest.values(), all);
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
      target.writeInt(value.backfills.size());
      for (Map.Entry<Integer, Long> backfill : value.backfills.entrySet()) {
        target.writeInt(backfill.getKey());
        target.writeLong(backfill.getValue());
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
      int backfillCount = source.readInt();
      Map<Integer, Long> backfills = new HashMap<>();
      for (int i = 0; i < backfillCount; i++) {
        backfills.put(source.readInt(), source.readLong());
      }
      return new Positions(checkpoint, positions, backfills);
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
