package dev.twofold.speed.job;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What a state is kept by: view, epoch, pane and group key. Its hash is reckoned once. */
final class StateKey {
  static final Serializer SERIALIZER = new Serializer();
  static final WireType<StateKey> TYPE = SERIALIZER.type(StateKey.class);

  private final long view;
  private final long epoch;
  private final long pane;
  private final byte[] key;
  private final int hash;

  /**
   * @param view id of the view version
   * @param key canonical bytes
   */
  StateKey(long view, long epoch, long pane, byte[] key) {
    this.view = view;
    this.epoch = epoch;
    this.pane = pane;
    this.key = key;
    int mixed = Arrays.hashCode(key);
    mixed = 31 * mixed + Long.hashCode(pane);
    mixed = 31 * mixed + Long.hashCode(epoch);
    this.hash = 31 * mixed + Long.hashCode(view);
  }

  long view() {
    return view;
  }

  long epoch() {
    return epoch;
  }

  long pane() {
    return pane;
  }

  byte[] key() {
    return key;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StateKey that
        && hash == that.hash
        && view == that.view
        && epoch == that.epoch
        && pane == that.pane
        && Arrays.equals(key, that.key);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "view "
        + Long.toHexString(view)
        + ", epoch "
        + epoch
        + ", pane "
        + pane
        + ", key "
        + Arrays.toString(key);
  }

  static final class Serializer extends WireSerializer<StateKey> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(StateKey key, DataOutputView target) throws IOException {
      target.writeLong(key.view);
      target.writeLong(key.epoch);
      target.writeLong(key.pane);
      writeBytes(key.key, target);
    }

    @Override
    public StateKey deserialize(DataInputView source) throws IOException {
      return new StateKey(
          source.readLong(), source.readLong(), source.readLong(), readBytes(source));
    }

    @Override
    public TypeSerializerSnapshot<StateKey> snapshotConfiguration() {
      return new Snapshot();
    }
  }

  /** Made by Flink when it restores. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<StateKey> {
    public Snapshot() {
      super(Serializer::new);
    }
  }
}
