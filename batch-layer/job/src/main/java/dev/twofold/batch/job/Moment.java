package dev.twofold.batch.job;

/**
 * The moments of a run at which it makes a difference to die, or to be overtaken by another: each
 * lies between two durable steps. In what state a run is killed at one, the next run finds it.
 */
enum Moment {
  /** The files of a landing are written; no commit names them yet. */
  LANDING_WRITTEN,
  /** A landing is committed; the views lack its records. */
  LANDED,
  /** The files of a pass's segments are written; no commit names them yet. */
  SEGMENTS_WRITTEN,
  /** A generation of one view is published; others may wait for theirs. */
  PUBLISHED,
  /** The files of a merged segment are written; no commit names them yet. */
  COMPACTION_WRITTEN,
  /** A compaction is committed. */
  COMPACTED
}
