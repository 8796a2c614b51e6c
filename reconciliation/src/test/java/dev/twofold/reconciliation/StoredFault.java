package dev.twofold.reconciliation;

/** What goes wrong in the real stores of a trial: each has its counterpart in {@link Fault}. */
enum StoredFault {
  DROPPED_ROW(Cause.LOST_BY_SPEED),
  DOUBLED_ROW(Cause.COUNTED_TWICE),
  ALTERED_ROW(Cause.LOGIC_DRIFT),
  DROPPED_FILE(Cause.LOST_BY_BATCH),
  DOUBLED_FILE(Cause.COUNTED_TWICE),
  SHIFTED_EPOCH(Cause.WRONG_SIDE_OF_SEAM),
  CHANGED_FOLD(Cause.LOGIC_DRIFT);

  final Cause cause;

  StoredFault(Cause cause) {
    this.cause = cause;
  }

  boolean isOfBatch() {
    return this == DROPPED_FILE || this == DOUBLED_FILE;
  }
}
