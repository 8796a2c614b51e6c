package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import dev.twofold.data.Scalars;
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
    if (!Scalars.isLonger(value, spec.maxText)) {
      addObject(value);
    }
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

  /**
   * @param maxText a text of more bytes is taken for NULL
   */
  record Spec(Extreme side, DataType input, int maxText) implements AggregateSpec {
    @Override
    public long maxBytes() {
      return Values.maxBytes(input, maxText);
    }

    @Override
    public AggregateSpec within(long bytes) {
      return input.kind() == Kind.VARCHAR
          ? new Spec(side, input, Values.textWithin(bytes, maxText))
          : this;
    }

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
