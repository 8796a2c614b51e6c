package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.apache.datasketches.cpc.CpcSketch;
import org.apache.datasketches.cpc.CpcUnion;

/**
 * APPROX_COUNT_DISTINCT: a CPC sketch. Its bytes come always out of a union, whose result, unlike a
 * sketch's own bytes, does not depend on the order of what went in.
 */
final class ApproxDistinctCount extends Accumulator {
  private static final int LG_K = 11;
  private static final List<Column> FIELDS = List.of(new Column("", DataType.BINARY, false));

  /** Takes single values; null before the first. */
  private CpcSketch sketch;

  /** Takes other states; null before the first. */
  private CpcUnion union;

  // Each type is hashed behind its key tag: the sketch would ignore "", and take 1 and 1.0 for two
  // of the same type.

  void add(long value) {
    sketch().update(new long[] {KeyWriter.LONG, value});
  }

  void add(double value) {
    sketch()
        .update(new long[] {KeyWriter.DOUBLE, Double.doubleToLongBits(Values.canonical(value))});
  }

  void add(boolean value) {
    sketch().update(new long[] {KeyWriter.BOOLEAN, value ? 1 : 0});
  }

  void add(BigDecimal value) {
    BigInteger unscaled = value.unscaledValue();
    sketch()
        .update(
            new long[] {
              KeyWriter.DECIMAL, unscaled.shiftRight(64).longValue(), unscaled.longValue()
            });
  }

  void add(String value) {
    BytesOut tagged = new BytesOut(3 * value.length() + 1);
    tagged.writeByte(KeyWriter.STRING);
    tagged.writeUtf8(value);
    sketch().update(tagged.toBytes());
  }

  private CpcSketch sketch() {
    if (sketch == null) {
      sketch = new CpcSketch(LG_K);
    }
    return sketch;
  }

  @Override
  public void merge(Accumulator other) {
    ApproxDistinctCount that = (ApproxDistinctCount) other;
    if (that.isEmpty()) {
      return;
    }
    if (union == null) {
      union = new CpcUnion(LG_K);
    }
    that.addTo(union);
  }

  private boolean isEmpty() {
    return sketch == null && union == null;
  }

  private void addTo(CpcUnion target) {
    if (sketch != null) {
      target.update(sketch);
    }
    if (union != null) {
      target.update(union.getResult());
    }
  }

  private CpcSketch result() {
    CpcUnion all = new CpcUnion(LG_K);
    addTo(all);
    return all.getResult();
  }

  @Override
  public void write(FieldWriter out) {
    out.writeBytes(isEmpty() ? new byte[0] : result().toByteArray());
  }

  @Override
  public Object present() {
    return isEmpty() ? 0L : Math.round(result().getEstimate());
  }

  record Spec() implements AggregateSpec {
    @Override
    public Accumulator create() {
      return new ApproxDistinctCount();
    }

    @Override
    public List<Column> fields() {
      return FIELDS;
    }

    @Override
    public Accumulator read(FieldReader in) {
      ApproxDistinctCount read = new ApproxDistinctCount();
      byte[] bytes = in.readBytes();
      if (bytes.length > 0) {
        try {
          read.sketch = CpcSketch.heapify(bytes);
        } catch (AssertionError e) {
          // The library's own checks throw an error, where the caller expects an exception.
          throw new IllegalArgumentException("Cannot read a malformed CPC sketch", e);
        }
        if (read.sketch.getLgK() != LG_K) {
          throw new IllegalArgumentException(
              "Cannot read a CPC sketch of lg k " + read.sketch.getLgK() + ": it must be " + LG_K);
        }
      }
      return read;
    }

    @Override
    public DataType resultType() {
      return DataType.BIGINT;
    }

    @Override
    public boolean exact() {
      return false;
    }

    @Override
    public String errorBound() {
      return "relative standard error 1.6 %";
    }
  }
}
