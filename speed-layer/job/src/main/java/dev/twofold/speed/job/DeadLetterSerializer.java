package dev.twofold.speed.job;

import dev.twofold.speed.views.DeadLetter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes dead letters between tasks. */
final class DeadLetterSerializer extends WireSerializer<DeadLetter> {
  private static final long serialVersionUID = 1L;

  static final WireType<DeadLetter> TYPE = new DeadLetterSerializer().type(DeadLetter.class);

  @Override
  public void serialize(DeadLetter letter, DataOutputView target) throws IOException {
    writeBytes(letter.source().getBytes(StandardCharsets.UTF_8), target);
    writeBytes(letter.topicId().getBytes(StandardCharsets.UTF_8), target);
    target.writeInt(letter.partition());
    target.writeLong(letter.offset());
    target.writeLong(letter.epoch());
    target.writeLong(letter.ingestedAtMillis());
    writeBytes(letter.reason().getBytes(StandardCharsets.UTF_8), target);
    writeBytes(letter.raw(), target);
  }

  @Override
  public DeadLetter deserialize(DataInputView source) throws IOException {
    return new DeadLetter(
        readText(source),
        readText(source),
        source.readInt(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        readText(source),
        readBytes(source));
  }

  private static String readText(DataInputView source) throws IOException {
    return new String(readBytes(source), StandardCharsets.UTF_8);
  }

  @Override
  public TypeSerializerSnapshot<DeadLetter> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink when it restores. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<DeadLetter> {
    public Snapshot() {
      super(DeadLetterSerializer::new);
    }
  }
}
