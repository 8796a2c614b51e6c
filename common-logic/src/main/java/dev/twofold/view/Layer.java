package dev.twofold.view;

/** Which layer's states a query wants. */
public enum Layer {
  /** Batch below the seam, speed from it on: every event once. */
  MERGED,
  /** The batch view alone: events below the seam. */
  BATCH,
  /** The real-time view alone, as far back as its rows are kept. */
  SPEED
}
