package dev.twofold.serving.query;

/**
 * What one query may use.
 *
 * @param rowsRead stored states read from both layers
 * @param speedRows states of the real-time view held in memory until all of them are read
 * @param groups (key, window) pairs held in memory
 * @param defaultRows rows returned where the query names no limit
 * @param maxRows rows returned at most, whatever the query asks for
 */
public record Limits(long rowsRead, int speedRows, int groups, int defaultRows, int maxRows) {
  private static final int BYTES_A_GROUP = 1024;
  private static final int BYTES_A_ROW = 512;

  public Limits {
    if (rowsRead < 1 || speedRows < 1 || groups < 1 || defaultRows < 1 || maxRows < defaultRows) {
      throw new IllegalArgumentException("Cannot use limits below 1, or maxRows below defaultRows");
    }
  }

  /**
   * Limits that one query at a time keeps within a heap of this many bytes, for states of ordinary
   * size.
   */
  public static Limits forHeap(long bytes) {
    int groups = (int) Math.min(10_000_000, Math.max(10_000, bytes / BYTES_A_GROUP));
    int speedRows = (int) Math.min(20_000_000, Math.max(10_000, bytes / BYTES_A_ROW));
    return new Limits(20_000_000, speedRows, groups, 10_000, 1_000_000);
  }
}
