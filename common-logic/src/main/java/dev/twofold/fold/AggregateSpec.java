package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.io.Serializable;
import java.util.List;

/** Which aggregate a measure is, over what types, with what parameters. */
public interface AggregateSpec extends Serializable {
  /** A new, empty accumulator. */
  Accumulator create();

  /**
   * The stored fields; plain aggregates have plain typed ones (count, sum, min, max), sketches one
   * of BINARY. Names are suffixes, "" for the only field.
   */
  List<Column> fields();

  /**
   * The most bytes that a state takes, whatever comes in. The default is enough for all but sets,
   * texts and histograms.
   */
  default long maxBytes() {
    return 2_048;
  }

  /**
   * The same aggregate, of which a state takes at most so many bytes; itself where its size cannot
   * be chosen.
   */
  default AggregateSpec within(long bytes) {
    return this;
  }

  /** Reads back what {@link Accumulator#write} wrote. */
  Accumulator read(FieldReader in);

  DataType resultType();

  /**
   * Whether the results of parts add up to the result of the whole, as those of a count do and
   * those of a distinct count do not.
   */
  default boolean additive() {
    return false;
  }

  /** Whether the result is exact; if not, {@link #errorBound} says how far it may be off. */
  default boolean exact() {
    return true;
  }

  /** In words, for people: "relative error at most 0.8 %"; empty where exact. */
  default String errorBound() {
    return "";
  }
}
