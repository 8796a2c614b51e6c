package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import java.io.Serializable;
import java.util.List;

/**
 * A compiled view: what both layers run. Engines know no more of a view than this.
 *
 * <p>The law: {@link #encode} of a state is a pure function of the multiset of events folded into it, whatever the order, the
 * partitioning or the merge tree. Thread-safe; serializable, with the generated {@link Kernel} as class bytes.
 */
public final class Fold implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The view's name. */
  public String view() {
    throw new UnsupportedOperationException();
  }

  /** 12 hex digits: a hash of the compiled meaning and of the columns that it reads. Stored rows are keyed by it. */
  public String version() {
    throw new UnsupportedOperationException();
  }

  /** The name of the source. */
  public String source() {
    throw new UnsupportedOperationException();
  }

  public List<Column> keys() {
    throw new UnsupportedOperationException();
  }

  public List<Measure> measures() {
    throw new UnsupportedOperationException();
  }

  /** The pane's length; 0 for a view without windows: one pane, 0, for all time. */
  public long paneMillis() {
    throw new UnsupportedOperationException();
  }

  /** The definition, as its author wrote it. */
  public String sql() {
    throw new UnsupportedOperationException();
  }

  /** The names of the source's columns that the view reads. */
  public List<String> reads() {
    throw new UnsupportedOperationException();
  }

  public boolean accepts(Row row) {
    throw new UnsupportedOperationException();
  }

  /** Resets {@code into} and writes the row's key there. */
  public void key(Row row, KeyWriter into) {
    throw new UnsupportedOperationException();
  }

  /** Start of the pane that the row falls in, milliseconds since 1970, UTC. */
  public long pane(Row row) {
    throw new UnsupportedOperationException();
  }

  public State newState() {
    throw new UnsupportedOperationException();
  }

  public void add(Row row, State into) {
    throw new UnsupportedOperationException();
  }

  /** Adds all that {@code other} holds to {@code into}; leaves {@code other} as it was. */
  public void merge(State other, State into) {
    throw new UnsupportedOperationException();
  }

  /** Adds an encoded state to {@code into}. */
  public void merge(byte[] other, State into) {
    throw new UnsupportedOperationException();
  }

  public byte[] encode(State state) {
    throw new UnsupportedOperationException();
  }

  /**
   * @throws IllegalArgumentException where the bytes are no state of this view
   */
  public State decode(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  /** The event count of an encoded state, without decoding the rest. */
  public static long events(byte[] encoded) {
    throw new UnsupportedOperationException();
  }

  /** The columns that a state is stored as in a batch view, after the key's and the pane's: {@code events} first, then each measure's fields. */
  public List<Column> stateColumns() {
    throw new UnsupportedOperationException();
  }

  /** The state as values of {@link #stateColumns}. */
  public Object[] toColumns(State state) {
    throw new UnsupportedOperationException();
  }

  public State fromColumns(Object[] values) {
    throw new UnsupportedOperationException();
  }

  /** The key as values of {@link #keys}. */
  public Object[] keyValues(byte[] key) {
    throw new UnsupportedOperationException();
  }

  /** The canonical bytes of a key given as values of {@link #keys}. */
  public byte[] keyBytes(Object[] values) {
    throw new UnsupportedOperationException();
  }

  /**
   * The result of measure {@code index}; null for SQL's NULL.
   *
   * @throws ArithmeticException where the result does not fit its type
   */
  public Object present(State state, int index) {
    throw new UnsupportedOperationException();
  }

  /** What {@link #present} yields for a measure. */
  public DataType resultType(int index) {
    throw new UnsupportedOperationException();
  }
}
