package dev.twofold.speed.job;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An encoded state and what it is kept by: before the merge a part of it, after the merge all of it
 * so far.
 *
 * @param state canonical bytes
 */
record KeyedState(StateKey key, byte[] state) {
  static final WireType<KeyedState> TYPE = new Serializer().type(KeyedState.class);

  static final class Serializer extends WireSerializer<KeyedState> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(KeyedState value, DataOutputView target) throws IOException {
      StateKey.SERIALIZER.serialize(value.key, target);
      writeBytes(value.state, target);
    }

    @Override
    public KeyedState deserialize(DataInputView source) throws IOException {
      return new KeyedState(StateKey.SERIALIZER.deserialize(source), readBytes(source));
    }

    @Override
    public TypeSerializerSnapshot<KeyedState> snapshotConfiguration() {
      return new Snapshot();
    }
  }

  /** Made by Flink when it restores. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<KeyedState> {
    public Snapshot() {
      super(Serializer::new);
    }
  }
}
