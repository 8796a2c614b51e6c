package dev.twofold.fold;

import java.math.BigDecimal;

/** Takes the fields of a state in order. */
public interface FieldWriter {
  void writeNull();

  void writeBoolean(boolean value);

  void writeLong(long value);

  void writeDouble(double value);

  void writeDecimal(BigDecimal value);

  /** The same as a decimal of this unscaled value, without the object where none is needed. */
  void writeDecimal(long unscaled, int scale);

  void writeString(String value);

  void writeBytes(byte[] value);
}
