package dev.twofold.data;

/**
 * One decoded event, reused from record to record: the hot path allocates none. Column {@code i} is
 * NULL where {@code nulls[i]}; else BOOLEAN (0 or 1), BIGINT, TIMESTAMP and DOUBLE ({@link
 * Double#doubleToRawLongBits}) are in {@code words[i]}, VARCHAR (String) and DECIMAL (BigDecimal)
 * in {@code refs[i]}. Doubles are canonical: no -0.0, one NaN. Strings hold no lone surrogates. The
 * arrays are public because generated code reads them.
 */
public final class Row {
  public final long[] words;
  public final Object[] refs;
  public final boolean[] nulls;

  /**
   * The fields of the event that its source does not declare, as a JSON object; null where there
   * are none or none were asked for.
   */
  public String unknownFields;

  public Row(int columns) {
    words = new long[columns];
    refs = new Object[columns];
    nulls = new boolean[columns];
  }
}
