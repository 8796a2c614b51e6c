package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A compiled view: what both layers run. Engines know no more of a view than this.
 *
 * <p>The law: {@link #encode} of a state is a pure function of the multiset of events folded into
 * it, whatever the order, the partitioning or the merge tree. Thread-safe; serializable, with the
 * generated {@link Kernel} as class bytes.
 */
public final class Fold implements Serializable {
  /**
   * No encoded state is longer, whatever events come: Cassandra takes rows of up to 16 MiB. It is
   * room for three exact sets.
   */
  public static final int MAX_STATE_BYTES = 14 << 20;

  private static final long serialVersionUID = 1L;

  /** Columns that every stored view has. */
  private static final Set<String> RESERVED = Set.of("window_start", "segment");

  private final String view;
  private final String version;
  private final String source;
  private final String sql;
  private final List<String> reads;
  private final List<Column> keys;
  private final List<Measure> measures;
  private final List<Column> stateColumns;
  private final long paneMillis;
  private final int eventTime;
  private final byte[] kernelClass;

  private transient volatile Kernel kernel;
  private transient volatile StateCodec codec;

  private Fold(Builder builder) {
    view = Objects.requireNonNull(builder.view, "view");
    version = Objects.requireNonNull(builder.version, "version");
    source = Objects.requireNonNull(builder.source, "source");
    sql = Objects.requireNonNull(builder.sql, "sql");
    reads = List.copyOf(builder.reads);
    keys = List.copyOf(builder.keys);
    measures = StateSize.limit(builder.measures);
    stateColumns = stateColumns(keys, measures);
    paneMillis = builder.paneMillis;
    eventTime = builder.eventTime;
    kernelClass = builder.kernelClass.clone();
    if (paneMillis < 0) {
      throw new IllegalArgumentException("Cannot use a negative pane: " + paneMillis + " ms");
    }
    if (paneMillis > 0 && eventTime < 0) {
      throw new IllegalArgumentException("Cannot have panes without an event time column");
    }
  }

  /**
   * A fold in the making; every setting but {@code keys}, {@code paneMillis} and {@code eventTime}
   * is required.
   */
  public static Builder builder(String view) {
    return new Builder(view);
  }

  /** The view's name. */
  public String view() {
    return view;
  }

  /**
   * 12 hex digits: a hash of the compiled meaning and of the columns that it reads. Stored rows are
   * keyed by it.
   */
  public String version() {
    return version;
  }

  /** The name of the source. */
  public String source() {
    return source;
  }

  public List<Column> keys() {
    return keys;
  }

  public List<Measure> measures() {
    return measures;
  }

  /** The pane's length; 0 for a view without windows: one pane, 0, for all time. */
  public long paneMillis() {
    return paneMillis;
  }

  /** The definition, as its author wrote it. */
  public String sql() {
    return sql;
  }

  /** The names of the source's columns that the view reads. */
  public List<String> reads() {
    return reads;
  }

  /** The same fold as a version of its own, whose rows and tables meet no other's. */
  public Fold asVersion(String id) {
    return builder(view)
        .version(id)
        .source(source)
        .sql(sql)
        .reads(reads)
        .keys(keys)
        .measures(measures)
        .paneMillis(paneMillis)
        .eventTime(eventTime)
        .kernelClass(kernelClass)
        .build();
  }

  public boolean accepts(Row row) {
    return kernel().accepts(row);
  }

  /** Resets {@code into} and writes the row's key there. */
  public void key(Row row, KeyWriter into) {
    into.reset();
    kernel().writeKey(row, into);
    if (into.isTooLong()) {
      into.resetWithoutStrings();
      kernel().writeKey(row, into);
    }
  }

  /** Start of the pane that the row falls in, milliseconds since 1970, UTC. */
  public long pane(Row row) {
    if (paneMillis == 0) {
      return 0;
    }
    long time = row.words[eventTime];
    return time - Math.floorMod(time, paneMillis);
  }

  public State newState() {
    Accumulator[] parts = new Accumulator[measures.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = measures.get(i).aggregate().create();
    }
    return new State(0, parts);
  }

  public void add(Row row, State into) {
    into.events++;
    kernel().add(row, into.parts);
  }

  /** Adds all that {@code other} holds to {@code into}; leaves {@code other} as it was. */
  public void merge(State other, State into) {
    into.events += other.events;
    for (int i = 0; i < into.parts.length; i++) {
      into.parts[i].merge(other.parts[i]);
    }
  }

  /** Adds an encoded state to {@code into}. */
  public void merge(byte[] other, State into) {
    merge(decode(other), into);
  }

  public byte[] encode(State state) {
    return codec().encode(state);
  }

  /**
   * @throws IllegalArgumentException where the bytes are no state of this view
   */
  public State decode(byte[] bytes) {
    return codec().decode(bytes);
  }

  /** The event count of an encoded state, without decoding the rest. */
  public static long events(byte[] encoded) {
    return StateCodec.events(encoded);
  }

  /**
   * The columns that a state is stored as in a batch view, after the key's and the pane's: {@code
   * events} first, then each measure's fields.
   */
  public List<Column> stateColumns() {
    return stateColumns;
  }

  /** The state as values of {@link #stateColumns}. */
  public Object[] toColumns(State state) {
    return codec().toColumns(state);
  }

  /**
   * @throws IllegalArgumentException where the values are no state of this view
   */
  public State fromColumns(Object[] values) {
    return codec().fromColumns(values);
  }

  /** The key as values of {@link #keys}. */
  public Object[] keyValues(byte[] key) {
    return Keys.decode(keys, key);
  }

  /** The canonical bytes of a key given as values of {@link #keys}. */
  public byte[] keyBytes(Object[] values) {
    return Keys.encode(keys, values);
  }

  /**
   * The result of measure {@code index}; null for SQL's NULL.
   *
   * @throws ArithmeticException where the result does not fit its type
   */
  public Object present(State state, int index) {
    return state.parts[index].present();
  }

  /** What {@link #present} yields for a measure. */
  public DataType resultType(int index) {
    return measures.get(index).aggregate().resultType();
  }

  private Kernel kernel() {
    Kernel defined = kernel;
    if (defined == null) {
      defined = Kernels.of(kernelClass);
      kernel = defined;
    }
    return defined;
  }

  private StateCodec codec() {
    StateCodec made = codec;
    if (made == null) {
      made = new StateCodec(view, measures, stateColumns);
      codec = made;
    }
    return made;
  }

  private static List<Column> stateColumns(List<Column> keys, List<Measure> measures) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("events", DataType.BIGINT, false));
    for (Measure measure : measures) {
      for (Column field : measure.aggregate().fields()) {
        String name = field.name().isEmpty() ? measure.name() : measure.name() + "_" + field.name();
        columns.add(new Column(name, field.type(), field.nullable()));
      }
    }
    Set<String> names = new HashSet<>(RESERVED);
    Stream.concat(keys.stream(), columns.stream())
        .map(Column::name)
        .filter(name -> !names.add(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "Two columns of the stored view would be named " + name + ": rename one of them");
            });
    return List.copyOf(columns);
  }

  /** Collects what makes a {@link Fold}. */
  public static final class Builder {
    private final String view;
    private String version;
    private String source;
    private String sql;
    private List<String> reads = List.of();
    private List<Column> keys = List.of();
    private List<Measure> measures = List.of();
    private long paneMillis;
    private int eventTime = -1;
    private byte[] kernelClass;

    private Builder(String view) {
      this.view = view;
    }

    public Builder version(String version) {
      this.version = version;
      return this;
    }

    public Builder source(String source) {
      this.source = source;
      return this;
    }

    public Builder sql(String sql) {
      this.sql = sql;
      return this;
    }

    public Builder reads(List<String> reads) {
      this.reads = reads;
      return this;
    }

    public Builder keys(List<Column> keys) {
      this.keys = keys;
      return this;
    }

    public Builder measures(List<Measure> measures) {
      this.measures = measures;
      return this;
    }

    /**
     * @param paneMillis 0 for a view without windows
     */
    public Builder paneMillis(long paneMillis) {
      this.paneMillis = paneMillis;
      return this;
    }

    /**
     * @param eventTime index in the source's row of the TIMESTAMP that decides the pane
     */
    public Builder eventTime(int eventTime) {
      this.eventTime = eventTime;
      return this;
    }

    /**
     * @param kernelClass bytes of a class of package dev.twofold.fold that implements {@link
     *     Kernel} and has a constructor without parameters
     */
    public Builder kernelClass(byte[] kernelClass) {
      this.kernelClass = kernelClass;
      return this;
    }

    /**
     * @throws IllegalArgumentException where the settings contradict each other
     */
    public Fold build() {
      return new Fold(this);
    }
  }
}
