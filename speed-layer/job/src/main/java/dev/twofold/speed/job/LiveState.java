package dev.twofold.speed.job;

import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A state in the state backend: live while events come in, bytes while it rests. Decoding waits
 * until someone merges, so Flink can restore and copy it without knowing its fold.
 *
 * <p>Flink writes it from a thread of its own while a checkpoint is under way, and hands the task a
 * copy for further changes. So every access is synchronized.
 */
final class LiveState {
  static final Serializer SERIALIZER = new Serializer();

  /** How much of one state is written at most: 4 MB a second. */
  private static final int BYTES_PER_MILLI = 4_000;

  /** A small state rests after each write: a million of them live would be the collector's work. */
  private static final int SMALL_BYTES = 256;

  private Fold fold;
  private State live;
  private byte[] bytes;
  private boolean changed;
  private int writtenBytes;
  private long writtenAtMillis;

  /** A state that holds what the bytes hold. */
  LiveState(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Marks it as changed since it was last written; whether that is news. */
  synchronized boolean change() {
    boolean news = !changed;
    changed = true;
    return news;
  }

  synchronized void merge(byte[] other, Fold with) {
    if (live == null) {
      live = with.decode(bytes);
      fold = with;
    }
    fold.merge(other, live);
    bytes = null;
  }

  /** Its bytes now. */
  synchronized byte[] encoded() {
    if (bytes == null) {
      bytes = fold.encode(live);
    }
    return bytes;
  }

  /**
   * Whether it may be written again: the larger it was, the longer it waits, as each write carries
   * all of it.
   */
  synchronized boolean isDue(long nowMillis) {
    return nowMillis - writtenAtMillis >= writtenBytes / BYTES_PER_MILLI;
  }

  /** Its bytes now, which the caller writes. */
  synchronized byte[] write(long nowMillis) {
    byte[] written = encoded();
    changed = false;
    if (written.length <= SMALL_BYTES) {
      live = null;
    }
    writtenBytes = written.length;
    writtenAtMillis = nowMillis;
    return written;
  }

  /** Its bytes; the live form is let go until the next merge. */
  private synchronized byte[] rest() {
    byte[] resting = encoded();
    live = null;
    return resting;
  }

  static final class Serializer extends WireSerializer<LiveState> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean isImmutableType() {
      return false;
    }

    @Override
    public LiveState copy(LiveState from) {
      return new LiveState(from.encoded());
    }

    @Override
    public void serialize(LiveState state, DataOutputView target) throws IOException {
      writeBytes(state.rest(), target);
    }

    @Override
    public LiveState deserialize(DataInputView source) throws IOException {
      return new LiveState(readBytes(source));
    }

    @Override
    public TypeSerializerSnapshot<LiveState> snapshotConfiguration() {
      return new Snapshot();
    }
  }

  /** Made by Flink when it restores. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<LiveState> {
    public Snapshot() {
      super(Serializer::new);
    }
  }
}
