package dev.twofold.fold;

/**
 * The live state of one measure.
 *
 * <p>The law: the fields that {@link #write} puts out are a pure function of the multiset of values
 * added, whatever the order, the partitioning and the merge tree. Each class adds a typed {@code
 * add} that generated code calls. Not thread-safe.
 */
public abstract class Accumulator {
  /**
   * Adds all that {@code other}, of the same class and parameters, holds. Leaves {@code other} as
   * it was.
   */
  public abstract void merge(Accumulator other);

  /** Writes the canonical fields, as many as {@link AggregateSpec#fields} names, in that order. */
  public abstract void write(FieldWriter out);

  /** The result: a value of {@link AggregateSpec#resultType}, or null for SQL's NULL. */
  public abstract Object present();
}
