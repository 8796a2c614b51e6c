package dev.twofold.serving.query;

/**
 * What one query may use.
 *
 * @param rowsRead stored states read from both layers
 * @param groups (key, window) pairs held in memory
 * @param defaultRows rows returned where the query names no limit
 * @param maxRows rows returned at most, whatever the query asks for
 */
public record Limits(long rowsRead, int groups, int defaultRows, int maxRows) {
  public static final Limits DEFAULT = new Limits(20_000_000, 500_000, 10_000, 1_000_000);

  public Limits {
    if (rowsRead < 1 || groups < 1 || defaultRows < 1 || maxRows < defaultRows) {
      throw new IllegalArgumentException(
          "Cannot use limits of rows read "
              + rowsRead
              + ", groups "
              + groups
              + ", rows returned "
              + defaultRows
              + " to "
              + maxRows);
    }
  }
}
