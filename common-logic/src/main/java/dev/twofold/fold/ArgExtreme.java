package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import dev.twofold.data.Scalars;
import java.util.List;

/**
 * ARG_MIN, ARG_MAX and LATEST: the value at the end of an order; of several there, the greatest
 * value.
 */
final class ArgExtreme extends Accumulator {
  private final Spec spec;
  private Object value;
  private Object order;

  private ArgExtreme(Spec spec) {
    this.spec = spec;
  }

  void add(Object newValue, Object newOrder) {
    if (isTooLong(newValue) || isTooLong(newOrder)) {
      return;
    }
    int comparison = order == null ? 0 : Values.compare(newOrder, order);
    if (order == null
        || spec.side.prefers(comparison)
        || (comparison == 0 && Values.compare(newValue, value) > 0)) {
      value = Values.canonical(newValue);
      order = Values.canonical(newOrder);
    }
  }

  private boolean isTooLong(Object any) {
    return any instanceof String text && Scalars.isLonger(text, spec.maxText);
  }

  @Override
  public void merge(Accumulator other) {
    ArgExtreme that = (ArgExtreme) other;
    if (that.order != null) {
      add(that.value, that.order);
    }
  }

  @Override
  public void write(FieldWriter out) {
    Values.write(value, out);
    Values.write(order, out);
  }

  @Override
  public Object present() {
    return value;
  }

  /**
   * @param maxText a text of more bytes is taken for NULL
   */
  record Spec(Extreme side, DataType value, DataType order, int maxText) implements AggregateSpec {
    @Override
    public long maxBytes() {
      return Values.maxBytes(value, maxText) + Values.maxBytes(order, maxText);
    }

    @Override
    public AggregateSpec within(long bytes) {
      if (value.kind() != Kind.VARCHAR && order.kind() != Kind.VARCHAR) {
        return this;
      }
      boolean both = value.kind() == order.kind();
      long forText = both ? bytes / 2 : bytes - Values.MAX_NUMBER;
      return new Spec(side, value, order, Values.textWithin(forText, maxText));
    }

    @Override
    public Accumulator create() {
      return new ArgExtreme(this);
    }

    @Override
    public List<Column> fields() {
      return List.of(new Column("", value, true), new Column("by", order, true));
    }

    @Override
    public Accumulator read(FieldReader in) {
      ArgExtreme read = new ArgExtreme(this);
      read.value = Values.read(value, in);
      read.order = Values.read(order, in);
      if ((read.value == null) != (read.order == null)) {
        throw new IllegalArgumentException(
            "Cannot read a value without the order that it was kept by");
      }
      return read;
    }

    @Override
    public DataType resultType() {
      return value;
    }
  }
}
