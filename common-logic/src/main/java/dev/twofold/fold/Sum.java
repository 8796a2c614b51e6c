package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import java.math.BigDecimal;
import java.util.List;

/** SUM of BIGINT or DECIMAL. */
final class Sum extends WideLong {
  private final Spec spec;
  private boolean empty = true;

  private Sum(Spec spec) {
    this.spec = spec;
  }

  void add(long value) {
    addToSum(value);
    empty = false;
  }

  void add(BigDecimal value) {
    addToSum(value);
    empty = false;
  }

  @Override
  public void merge(Accumulator other) {
    Sum that = (Sum) other;
    addToSum(that);
    empty &= that.empty;
  }

  @Override
  public void write(FieldWriter out) {
    if (empty) {
      out.writeNull();
    } else {
      writeSum(out, spec.input.scale());
    }
  }

  @Override
  public Object present() {
    if (empty) {
      return null;
    }
    if (spec.input.kind() == Kind.DECIMAL) {
      return toDecimal(spec.input.scale());
    }
    if (!fitsLong()) {
      throw new ArithmeticException(
          "The sum " + toBigInteger() + " does not fit BIGINT: cast to DECIMAL(19, 0) before SUM");
    }
    return longValue();
  }

  record Spec(DataType input) implements AggregateSpec {
    @Override
    public boolean additive() {
      return true;
    }

    @Override
    public Accumulator create() {
      return new Sum(this);
    }

    @Override
    public List<Column> fields() {
      return List.of(new Column("", DataType.decimal(38, input.scale()), true));
    }

    @Override
    public Accumulator read(FieldReader in) {
      Sum read = new Sum(this);
      if (!in.readNull()) {
        in.addDecimalTo(read);
        read.empty = false;
      }
      return read;
    }

    @Override
    public DataType resultType() {
      return input.kind() == Kind.DECIMAL ? DataType.decimal(38, input.scale()) : DataType.BIGINT;
    }
  }
}
