package dev.twofold.fold;

import java.math.BigDecimal;

/**
 * Yields the fields of a state in order. After {@link #readNull} returned false the field itself
 * must be read.
 */
public interface FieldReader {
  /** True, and past the field, where it is NULL. */
  boolean readNull();

  boolean readBoolean();

  long readLong();

  double readDouble();

  BigDecimal readDecimal();

  /** Adds a decimal to a sum, without an object where none is needed. */
  void addDecimalTo(WideLong sum);

  String readString();

  byte[] readBytes();
}
