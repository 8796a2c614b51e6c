package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * APPROX_TOP_K: a count by value. Past {@link Spec#capacity} values it is a Misra-Gries summary:
 * every count is lowered until at most half are left, and {@code error} says by how much in all.
 * Until then it is exact and obeys the law; a pruned one depends on the order, within its error.
 * Strings longer than 1,024 characters, fewer where that would make too large a state ({@link
 * StateSize}), are not counted.
 */
final class TopK extends Accumulator {
  private static final List<Column> FIELDS = List.of(new Column("", DataType.BINARY, false));
  static final int MAX_STRING = 1024;

  /** An entry's lengths, tags and count. */
  private static final int OVERHEAD = 18;

  private static final int MAX_NUMBER = 17;

  private final Spec spec;
  private final Map<Object, long[]> counts = new HashMap<>();
  private long error;

  private TopK(Spec spec) {
    this.spec = spec;
  }

  void add(long value) {
    add(value, 1);
  }

  void add(double value) {
    add(Values.canonical(value), 1);
  }

  void add(boolean value) {
    add(value, 1);
  }

  void add(BigDecimal value) {
    add(value, 1);
  }

  void add(String value) {
    if (value.length() <= spec.maxString) {
      add(value, 1);
    }
  }

  private void add(Object value, long count) {
    long[] counter = counts.get(value);
    if (counter == null) {
      counts.put(value, new long[] {count});
      if (counts.size() > spec.capacity) {
        prune();
      }
    } else {
      counter[0] += count;
    }
  }

  @Override
  public void merge(Accumulator other) {
    TopK that = (TopK) other;
    error += that.error;
    that.counts.forEach((value, count) -> add(value, count[0]));
  }

  private void prune() {
    long[] ascending = counts.values().stream().mapToLong(count -> count[0]).sorted().toArray();
    long lowered = ascending[ascending.length - 1 - spec.capacity / 2];
    error += lowered;
    counts.values().removeIf(count -> (count[0] -= lowered) <= 0);
  }

  /**
   * The error and, by ascending key bytes of the value: their length, they, and the count; numbers
   * as varints.
   */
  @Override
  public void write(FieldWriter out) {
    TreeMap<byte[], long[]> sorted = new TreeMap<>(Arrays::compareUnsigned);
    counts.forEach(
        (value, count) -> sorted.put(Keys.encode(spec.column(), new Object[] {value}), count));
    BytesOut bytes = new BytesOut(16 * (1 + counts.size()));
    bytes.writeVarint(error);
    sorted.forEach(
        (value, count) -> {
          bytes.writeVarint(value.length);
          bytes.writeBytes(value);
          bytes.writeVarint(count[0]);
        });
    out.writeBytes(bytes.toBytes());
  }

  @Override
  public Object present() {
    Comparator<TopEntry> order =
        Comparator.comparingLong(TopEntry::count)
            .reversed()
            .thenComparing(TopEntry::value, Values::compare);
    return counts.entrySet().stream()
        .map(entry -> new TopEntry(entry.getKey(), entry.getValue()[0], error))
        .sorted(order)
        .limit(spec.k)
        .toList();
  }

  private void read(BytesIn in) {
    error = in.readCount();
    byte[] last = {};
    while (in.remaining() > 0) {
      byte[] value = in.readBytes(in.readCount());
      long count = in.readCount();
      if (Arrays.compareUnsigned(last, value) >= 0
          || count == 0
          || counts.size() == spec.capacity) {
        throw new IllegalArgumentException("Cannot read malformed counts by value");
      }
      counts.put(Keys.decode(spec.column(), value)[0], new long[] {count});
      last = value;
    }
  }

  /**
   * @param capacity how many values are counted exactly
   * @param maxString how many UTF-16 units a string may have; each takes up to three bytes
   */
  record Spec(DataType input, int k, int capacity, int maxString) implements AggregateSpec {
    @Override
    public long maxBytes() {
      return (long) capacity * (OVERHEAD + (isText() ? 3L * maxString : MAX_NUMBER));
    }

    @Override
    public AggregateSpec within(long bytes) {
      long fits = (bytes / capacity - OVERHEAD) / 3;
      return isText() ? new Spec(input, k, capacity, (int) Math.min(maxString, fits)) : this;
    }

    private boolean isText() {
      return input.kind() == DataType.Kind.VARCHAR;
    }

    private List<Column> column() {
      return List.of(new Column("value", input, false));
    }

    @Override
    public Accumulator create() {
      return new TopK(this);
    }

    @Override
    public List<Column> fields() {
      return FIELDS;
    }

    @Override
    public Accumulator read(FieldReader in) {
      TopK read = new TopK(this);
      read.read(new BytesIn(in.readBytes()));
      return read;
    }

    @Override
    public DataType resultType() {
      return DataType.LIST;
    }

    @Override
    public boolean exact() {
      return false;
    }

    @Override
    public String errorBound() {
      return "exact up to " + capacity + " values a group; beyond, each entry says its own";
    }
  }
}
