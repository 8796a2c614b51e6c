package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.math.BigDecimal;
import java.util.List;

/** MIN or MAX of VARCHAR, DECIMAL or BOOLEAN. */
final class ObjectExtreme extends Accumulator {
  private final Spec spec;
  private Object kept;

  private ObjectExtreme(Spec spec) {
    this.spec = spec;
  }

  void add(String value) {
    addObject(value);
  }

  void add(BigDecimal value) {
    addObject(value);
  }

  void add(boolean value) {
    addObject(value);
  }

  private void addObject(Object value) {
    if (kept == null || spec.side.prefers(Values.compare(value, kept))) {
      kept = value;
    }
  }

  @Override
  public void merge(Accumulator other) {
    ObjectExtreme that = (ObjectExtreme) other;
    if (that.kept != null) {
      addObject(that.kept);
    }
  }

  @Override
  public void write(FieldWriter out) {
    Values.write(kept, out);
  }

  @Override
  public Object present() {
    return kept;
  }

  record Spec(Extreme side, DataType input) implements AggregateSpec {
    @Override
    public Accumulator create() {
      return new ObjectExtreme(this);
    }

    @Override
    public List<Column> fields() {
      return List.of(new Column("", input, true));
    }

    @Override
    public Accumulator read(FieldReader in) {
      ObjectExtreme read = new ObjectExtreme(this);
      read.kept = Values.read(input, in);
      return read;
    }

    @Override
    public DataType resultType() {
      return input;
    }
  }
}
