package dev.twofold.batch.views;

import dev.twofold.crash.CrashPoint;

/**
 * The moments of the batch layer at which it makes a difference to die, or to be overtaken by
 * another: each follows a durable step. In what state a program is killed at one, the next finds
 * it.
 */
public enum Moment implements CrashPoint {
  /** The catalog is there, and may be empty. */
  CATALOG_OPENED,
  /** The catalog knows the project; the table that is about to be made is not there. */
  NAMESPACE_CREATED,
  /** A table is there, without a snapshot: nothing is landed in it or published. */
  TABLE_CREATED,
  /** The master dataset has the columns that its source gained; no record fills them yet. */
  COLUMNS_ADDED,
  /** The files of one partition's records are written; those of others may not be. */
  PARTITION_WRITTEN,
  /** The files of a landing are written; no commit names them yet. */
  LANDING_WRITTEN,
  /** A landing is committed, its records and the cut in one; the views lack its records. */
  LANDED,
  /** The records of files are written; no commit names them, nor those files, yet. */
  BACKFILL_WRITTEN,
  /** A backfill is committed, its records and the names of its files in one. */
  BACKFILLED,
  /** A task's files of one segment are written; those of others may not be. */
  SEGMENT_PART_WRITTEN,
  /** The files of a pass's segments are written; no commit names them yet. */
  SEGMENTS_WRITTEN,
  /** A generation of one view is published, with its tag; other views may wait for theirs. */
  PUBLISHED,
  /** The files of a merged segment are written; no commit names them yet. */
  COMPACTION_WRITTEN,
  /** A compaction is committed; the merged segments' files stay for earlier generations. */
  COMPACTED,
  /** An earlier generation is the current one and publishing is held: one commit for both. */
  ROLLED_BACK,
  /** Publishing is no longer held; nothing was published since. */
  RELEASED,
  /** Generations can no longer be pinned; their snapshots and files are there. */
  GENERATIONS_EXPIRED,
  /** Snapshots whose wait is over are gone, and so are the files that only they needed. */
  SNAPSHOTS_EXPIRED,
  /** Files without old dead letters are written; no commit names them yet. */
  DEAD_LETTERS_LEFT_OUT,
  /** The master dataset is without old dead letters and says so; the speed layer has them. */
  DEAD_LETTERS_EXPIRED,
  /** Cuts at which segments begin or end are kept as properties; their snapshots are there. */
  CUTS_KEPT,
  /** Snapshots of landings that nothing asks for are gone; the events are there. */
  LANDINGS_EXPIRED,
  /** An erasure is recorded: landings apply it; the events are still there. */
  ERASURE_RECORDED,
  /** Files without the erased events are written; no commit names them yet. */
  ERASURE_WRITTEN,
  /** The master dataset is without the erased events; earlier snapshots and the views have them. */
  ERASED,
  /** No generation but the current one can be pinned; the files of the others are there. */
  GENERATIONS_RETIRED,
  /** A deployment is in force; neither layer folds or asks by it yet. */
  DEPLOYED,
  /** All files of a retired version's batch view are gone but the last that its name leads to. */
  VIEW_EMPTIED,
  /** The files of a retired version's batch view are gone; the catalog still has its name. */
  VIEW_DELETED,
  /** A retired version's batch view is gone; the register of deployments still lists it. */
  VIEW_DROPPED,
  /** Files of earlier snapshots are gone, though the table still lists those. */
  FILES_ERASED,
  /** The table lists its current snapshot only; other tables may list more. */
  SNAPSHOTS_ERASED,
  /** The files that runs have left which died are gone. */
  ORPHANS_DELETED,
  /** A segment's index is written, under a name that nobody reads. */
  INDEX_WRITTEN,
  /** A segment's index has its name: readers open it; others may not be built yet. */
  INDEXED,
  /** One index that no retained generation needs is gone; others may still be there. */
  INDEX_DROPPED
}
