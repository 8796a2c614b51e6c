package dev.twofold.fold;

import dev.twofold.data.Column;
import java.util.List;

/** States of one view to bytes and to columns, and back. Thread-safe. */
final class StateCodec {
  private static final int VERSION = 1;

  private final String view;
  private final List<Measure> measures;
  private final List<Column> columns;
  private final List<Column> fields;

  /**
   * @param columns {@code events}, then the measures' fields
   */
  StateCodec(String view, List<Measure> measures, List<Column> columns) {
    this.view = view;
    this.measures = measures;
    this.columns = columns;
    this.fields = columns.subList(1, columns.size());
  }

  byte[] encode(State state) {
    BytesOut out = new BytesOut(64);
    out.writeByte(VERSION);
    out.writeVarint(state.events);
    FieldWriter writer = new StateBytes.Writer(fields, out);
    for (Accumulator part : state.parts) {
      part.write(writer);
    }
    return out.toBytes();
  }

  State decode(byte[] bytes) {
    try {
      BytesIn in = new BytesIn(bytes);
      long events = readEvents(in);
      State state = new State(events, readParts(new StateBytes.Reader(fields, in)));
      in.requireEnd();
      return state;
    } catch (RuntimeException e) {
      throw unreadable(e);
    }
  }

  static long events(byte[] encoded) {
    return readEvents(new BytesIn(encoded));
  }

  Object[] toColumns(State state) {
    Object[] values = new Object[columns.size()];
    FieldWriter writer = new StateColumns.Writer(values);
    writer.writeLong(state.events);
    for (Accumulator part : state.parts) {
      part.write(writer);
    }
    return values;
  }

  State fromColumns(Object[] values) {
    try {
      FieldReader reader = new StateColumns.Reader(columns, values);
      long events = Values.requireCount(reader.readLong());
      return new State(events, readParts(reader));
    } catch (RuntimeException e) {
      throw unreadable(e);
    }
  }

  private static long readEvents(BytesIn in) {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "Cannot read a state of format " + version + ": this release reads format " + VERSION);
    }
    return in.readCount();
  }

  private Accumulator[] readParts(FieldReader reader) {
    Accumulator[] parts = new Accumulator[measures.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = measures.get(i).aggregate().read(reader);
    }
    return parts;
  }

  /** Libraries that read a part report malformed bytes each in their own way. */
  private IllegalArgumentException unreadable(RuntimeException cause) {
    return new IllegalArgumentException(
        "Cannot read a state of view " + view + ": " + cause.getMessage(), cause);
  }
}
