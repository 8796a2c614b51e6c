package dev.twofold.speed.views;

import dev.twofold.crash.CrashPoint;

/**
 * The moments of the speed layer at which it makes a difference to die: each lies beside a durable
 * step. In what state a process is killed at one, the next finds it.
 */
public enum Moment implements CrashPoint {
  /** The keyspace is there, without tables. */
  KEYSPACE_CREATED,
  /** One of the tables that every keyspace has is there; others may not be. */
  LEDGER_TABLE_CREATED,
  /** The keyspace remembers its layout; there is no incarnation yet. */
  LAYOUT_AGREED,
  /** An incarnation has its number; it has no checkpoint, no position and no row. */
  INCARNATION_OPENED,
  /** The checkpoints of earlier incarnations are gone; the new one has none. */
  CHECKPOINTS_DROPPED,
  /** An incarnation folds other views than before; its job has not read on. */
  VIEWS_CHANGED,
  /** What is deployed is copied from the warehouse; no job folds by it yet. */
  DEPLOYMENT_COPIED,
  /** A table of rows is there; readers do not know of it, and it is empty. */
  TABLE_CREATED,
  /** A table of rows is there and listed; it is empty. */
  TABLE_LISTED,
  /** A checkpoint has come to the rows' sink; those that wait for their batch are not sent. */
  ROWS_DUE,
  /** One batch of rows is written; others of the same checkpoint may not be. */
  ROW_BATCH_WRITTEN,
  /** Every row of a checkpoint is written; the checkpoint is not complete. */
  ROWS_FLUSHED,
  /** The end of one partition's epoch is written; its checkpoint is not complete. */
  EPOCH_END_WRITTEN,
  /** Every epoch's end of a checkpoint is written; the checkpoint is not complete. */
  EPOCH_ENDS_FLUSHED,
  /** A dead letter, or that its partition has some, is written; others may not be. */
  DEAD_LETTER_WRITTEN,
  /** Every dead letter of a checkpoint is written; the checkpoint is not complete. */
  DEAD_LETTERS_FLUSHED,
  /** The dead letters of one partition's epoch are deleted; it is still listed as having some. */
  DEAD_LETTERS_DELETED,
  /** A subtask's positions are in its part of a checkpoint; other parts may be missing. */
  SNAPSHOT_TAKEN,
  /** A checkpoint is complete; the ledger does not say so yet. */
  CHECKPOINT_COMPLETED,
  /** The ledger has one partition's position; of others it may have earlier ones. */
  POSITION_RECORDED,
  /** The ledger has every position of a checkpoint; no epoch is sealed by them yet. */
  POSITIONS_RECORDED,
  /** The ledger says that epochs are sealed; their states are not dropped yet. */
  SEALED,
  /** An erasure is recorded: incarnations without it answer for nothing; their rows are there. */
  ERASURE_RECORDED,
  /** One partition of rows of an incarnation without an erasure is gone; others may not be. */
  ROWS_ERASED,
  /** Rows below the floor are declared as gone; their tables are there. */
  FLOOR_RAISED,
  /** One table below the floor is gone; it is still listed, others may still be there. */
  TABLE_DROPPED,
  /** One table below the floor is gone and no longer listed; others may still be there. */
  TABLE_UNLISTED
}
