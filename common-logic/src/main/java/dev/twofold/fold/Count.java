package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.util.List;

/** COUNT. */
final class Count extends Accumulator {
  private static final List<Column> FIELDS = List.of(new Column("", DataType.BIGINT, false));

  private long count;

  void add() {
    count++;
  }

  @Override
  public void merge(Accumulator other) {
    count += ((Count) other).count;
  }

  @Override
  public void write(FieldWriter out) {
    out.writeLong(count);
  }

  @Override
  public Object present() {
    return count;
  }

  record Spec() implements AggregateSpec {
    @Override
    public boolean additive() {
      return true;
    }

    @Override
    public Accumulator create() {
      return new Count();
    }

    @Override
    public List<Column> fields() {
      return FIELDS;
    }

    @Override
    public Accumulator read(FieldReader in) {
      Count read = new Count();
      read.count = Values.requireCount(in.readLong());
      return read;
    }

    @Override
    public DataType resultType() {
      return DataType.BIGINT;
    }
  }
}
