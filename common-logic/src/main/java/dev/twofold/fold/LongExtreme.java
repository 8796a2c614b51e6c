package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.util.List;

/** MIN or MAX of BIGINT or TIMESTAMP. */
final class LongExtreme extends Accumulator {
  private final Extreme side;
  private long kept;
  private boolean empty = true;

  private LongExtreme(Extreme side) {
    this.side = side;
  }

  void add(long value) {
    if (empty || side.prefers(Long.compare(value, kept))) {
      kept = value;
      empty = false;
    }
  }

  @Override
  public void merge(Accumulator other) {
    LongExtreme that = (LongExtreme) other;
    if (!that.empty) {
      add(that.kept);
    }
  }

  @Override
  public void write(FieldWriter out) {
    if (empty) {
      out.writeNull();
    } else {
      out.writeLong(kept);
    }
  }

  @Override
  public Object present() {
    return empty ? null : (Object) kept;
  }

  record Spec(Extreme side, DataType input) implements AggregateSpec {
    @Override
    public Accumulator create() {
      return new LongExtreme(side);
    }

    @Override
    public List<Column> fields() {
      return List.of(new Column("", input, true));
    }

    @Override
    public Accumulator read(FieldReader in) {
      LongExtreme read = new LongExtreme(side);
      if (!in.readNull()) {
        read.add(in.readLong());
      }
      return read;
    }

    @Override
    public DataType resultType() {
      return input;
    }
  }
}
