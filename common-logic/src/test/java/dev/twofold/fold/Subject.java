package dev.twofold.fold;

import dev.twofold.data.DataType;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * One aggregate over one type, to be put to the test: {@code type} is that of the values that it
 * takes.
 */
record Subject(String name, AggregateSpec spec, DataType type) {
  static final DataType MONEY = DataType.decimal(18, 4);

  /** Every aggregate over every type that it takes. */
  static List<Subject> all() {
    List<Subject> all = new ArrayList<>();
    all.add(new Subject("COUNT", Aggregates.count(), DataType.BIGINT));
    for (DataType type : List.of(DataType.BIGINT, DataType.DOUBLE, MONEY)) {
      all.add(new Subject("SUM", Aggregates.sum(type), type));
      all.add(new Subject("AVG", Aggregates.average(type), type));
      all.add(new Subject("VAR_POP", Aggregates.varPop(type), type));
      all.add(new Subject("VAR_SAMP", Aggregates.varSamp(type), type));
      all.add(new Subject("STDDEV_POP", Aggregates.stddevPop(type), type));
      all.add(new Subject("STDDEV_SAMP", Aggregates.stddevSamp(type), type));
      all.add(new Subject("APPROX_PERCENTILE", Aggregates.approxPercentile(type, 0.95), type));
    }
    for (DataType type : everyType()) {
      all.add(new Subject("MIN", Aggregates.min(type), type));
      all.add(new Subject("MAX", Aggregates.max(type), type));
      all.add(new Subject("COUNT(DISTINCT)", Aggregates.countDistinct(type), type));
      all.add(new Subject("overflowing", new DistinctCount.Spec(type, 8), type));
      all.add(new Subject("APPROX_COUNT_DISTINCT", Aggregates.approxCountDistinct(type), type));
      all.add(new Subject("APPROX_TOP_K", Aggregates.approxTopK(type, 3), type));
      all.add(new Subject("ARG_MAX", Aggregates.argMax(type, DataType.BIGINT), type));
      all.add(new Subject("ARG_MIN", Aggregates.argMin(DataType.VARCHAR, type), type));
      all.add(new Subject("LATEST", Aggregates.latest(type), type));
    }
    return all;
  }

  static List<DataType> everyType() {
    return List.of(
        DataType.BIGINT,
        DataType.DOUBLE,
        MONEY,
        DataType.VARCHAR,
        DataType.BOOLEAN,
        DataType.TIMESTAMP);
  }

  Accumulator of(List<Object> values) {
    Accumulator made = spec.create();
    values.forEach(value -> add(value, made));
    return made;
  }

  /** Adds as generated code would. */
  void add(Object value, Accumulator into) {
    if (into instanceof Count count) {
      count.add();
    } else if (into instanceof ArgExtreme arg) {
      addArg(value, arg);
    } else {
      try {
        Method add = into.getClass().getDeclaredMethod("add", javaType());
        add.invoke(into, value);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(this + " does not take " + value, e);
      }
    }
  }

  private Class<?> javaType() {
    return switch (type.kind()) {
      case BOOLEAN -> boolean.class;
      case BIGINT, TIMESTAMP -> long.class;
      case DOUBLE -> double.class;
      case DECIMAL -> BigDecimal.class;
      case VARCHAR -> String.class;
      case BINARY, LIST -> throw new IllegalArgumentException(type.toString());
    };
  }

  byte[] bytes(Accumulator accumulator) {
    BytesOut out = new BytesOut(16);
    accumulator.write(new StateBytes.Writer(spec.fields(), out));
    return out.toBytes();
  }

  Accumulator throughBytes(Accumulator accumulator) {
    BytesIn in = new BytesIn(bytes(accumulator));
    Accumulator read = spec.read(new StateBytes.Reader(spec.fields(), in));
    in.requireEnd();
    return read;
  }

  Accumulator throughColumns(Accumulator accumulator) {
    Object[] values = new Object[spec.fields().size()];
    accumulator.write(new StateColumns.Writer(values));
    return spec.read(new StateColumns.Reader(spec.fields(), values));
  }

  @Override
  public String toString() {
    return name + " of " + type;
  }

  /** The other argument is made from the value, with many ties. */
  private void addArg(Object value, ArgExtreme arg) {
    boolean valueIsOrder = name.equals("ARG_MIN");
    Object other = Math.floorMod(Values.canonical(value).hashCode(), 5);
    arg.add(
        valueIsOrder ? "v" + other : value,
        valueIsOrder ? value : (Object) ((Integer) other).longValue());
  }
}
