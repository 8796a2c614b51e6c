package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.DataType.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.datasketches.hash.MurmurHash3;

/**
 * COUNT(DISTINCT x): the set of values. A string of up to 15 bytes is kept whole, its length in the
 * first of 16 bytes; of a longer one, 120 bits of hash (two of 262,144 values share one with a
 * chance of 10^-25).
 */
final class DistinctCount extends Accumulator {
  /**
   * A state keeps at most so many values, fewer in a view with several sets ({@link StateSize});
   * beyond, it only knows that it has too many.
   */
  static final int LIMIT = 1 << 18;

  private static final List<Column> FIELDS = List.of(new Column("", DataType.BINARY, false));
  private static final int EXACT = 0;
  private static final int OVERFLOWED = 1;
  private static final int WIDTH = 16;
  private static final int OVERHEAD = 16;
  private static final int MAX_WHOLE = 15;
  private static final int HASHED = 0xFF;
  private static final long SEED = 9001;

  private final Spec spec;

  /** Null once it has overflowed. */
  private WideSet values = new WideSet();

  private DistinctCount(Spec spec) {
    this.spec = spec;
  }

  void add(long value) {
    add(0, value);
  }

  void add(double value) {
    add(0, Double.doubleToLongBits(Values.canonical(value)));
  }

  void add(boolean value) {
    add(0, value ? 1 : 0);
  }

  void add(BigDecimal value) {
    BigInteger unscaled = value.unscaledValue();
    add(unscaled.shiftRight(64).longValue(), unscaled.longValue());
  }

  void add(String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    if (text.length <= MAX_WHOLE) {
      ByteBuffer whole = ByteBuffer.allocate(WIDTH).put((byte) text.length).put(text);
      add(whole.getLong(0), whole.getLong(8));
    } else {
      long[] hash = MurmurHash3.hash(text, SEED);
      add(hash[0] | (long) HASHED << 56, hash[1]);
    }
  }

  private void add(long high, long low) {
    if (values != null) {
      values.add(high, low);
      dropIfTooMany();
    }
  }

  @Override
  public void merge(Accumulator other) {
    DistinctCount that = (DistinctCount) other;
    if (that.values == null) {
      values = null;
    } else if (values != null) {
      values.addAll(that.values);
      dropIfTooMany();
    }
  }

  private void dropIfTooMany() {
    if (values.size() > spec.limit) {
      values = null;
    }
  }

  /**
   * A byte that says whether it overflowed; then the values ascending, each in as many bytes as it
   * needs.
   */
  @Override
  public void write(FieldWriter out) {
    if (values == null) {
      out.writeBytes(new byte[] {OVERFLOWED});
      return;
    }
    BytesOut bytes = new BytesOut(1 + Long.BYTES * values.size());
    bytes.writeByte(EXACT);
    for (long[] value : values.sorted()) {
      if (spec.input.kind() == Kind.VARCHAR) {
        int length = Math.min(MAX_WHOLE, (int) (value[0] >>> 56));
        bytes.writeBytes(
            ByteBuffer.allocate(WIDTH).putLong(value[0]).putLong(value[1]).array(), 1 + length);
      } else {
        if (spec.input.kind() == Kind.DECIMAL) {
          bytes.writeLong(value[0]);
        }
        bytes.writeLong(value[1]);
      }
    }
    out.writeBytes(bytes.toBytes());
  }

  @Override
  public Object present() {
    if (values == null) {
      throw new ArithmeticException(
          "COUNT(DISTINCT) counts at most "
              + spec.limit
              + " values of one key and window: use APPROX_COUNT_DISTINCT");
    }
    return (long) values.size();
  }

  private void read(byte[] bytes) {
    BytesIn in = new BytesIn(bytes);
    if (in.readByte() == OVERFLOWED) {
      in.requireEnd();
      values = null;
      return;
    }
    long[] last = null;
    while (in.remaining() > 0) {
      long[] next = readValue(in);
      if (bytes[0] != EXACT
          || (last != null && WideSet.UNSIGNED.compare(last, next) >= 0)
          || values.size() == spec.limit) {
        throw new IllegalArgumentException("Cannot read a malformed set of values");
      }
      values.add(next[0], next[1]);
      last = next;
    }
  }

  private long[] readValue(BytesIn in) {
    return switch (spec.input.kind()) {
      case VARCHAR -> {
        int length = in.readByte();
        if (length > MAX_WHOLE && length != HASHED) {
          throw new IllegalArgumentException("Cannot read a value of " + length + " bytes");
        }
        byte[] text = in.readBytes(Math.min(MAX_WHOLE, length));
        ByteBuffer whole = ByteBuffer.allocate(WIDTH).put((byte) length).put(text);
        yield new long[] {whole.getLong(0), whole.getLong(8)};
      }
      case DECIMAL -> new long[] {in.readLong(), in.readLong()};
      default -> new long[] {0, in.readLong()};
    };
  }

  record Spec(DataType input, int limit) implements AggregateSpec {
    private int width() {
      return switch (input.kind()) {
        case VARCHAR, DECIMAL -> WIDTH;
        default -> Long.BYTES;
      };
    }

    /** The set, its flag and its length. */
    @Override
    public long maxBytes() {
      int values = input.kind() == Kind.BOOLEAN ? 2 : limit;
      return (long) values * width() + OVERHEAD;
    }

    @Override
    public AggregateSpec within(long bytes) {
      long fits = (bytes - OVERHEAD) / width();
      return input.kind() == Kind.BOOLEAN ? this : new Spec(input, (int) Math.min(limit, fits));
    }

    @Override
    public Accumulator create() {
      return new DistinctCount(this);
    }

    @Override
    public List<Column> fields() {
      return FIELDS;
    }

    @Override
    public Accumulator read(FieldReader in) {
      DistinctCount read = new DistinctCount(this);
      read.read(in.readBytes());
      return read;
    }

    @Override
    public DataType resultType() {
      return DataType.BIGINT;
    }
  }
}
