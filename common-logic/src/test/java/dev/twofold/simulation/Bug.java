package dev.twofold.simulation;

/** Bugs that the simulation has to find, each against one of the design's rules. */
enum Bug {
  LANDING_NOT_COMPARED(1, "two landings planned from the same snapshot are both committed"),
  PUBLISH_NOT_COMPARED(1, "two segments planned from the same generation are both appended"),
  CUT_OF_NEWEST_GENERATION(2, "a run goes on from the newest generation, not the current one"),
  ONE_CUT_FOR_ALL_VIEWS(2, "all views go on from the cut of the first"),
  HOLD_IGNORED(2, "a run publishes though a rollback holds the view"),
  HOLD_NOT_COMPARED(2, "a rollback that moved nothing does not stop a publish under way"),
  BATCH_READS_UNCOMMITTED(3, "the landing reads records of open and aborted transactions"),
  SPEED_READS_UNCOMMITTED(3, "the speed layer reads records of open and aborted transactions"),
  CUT_PASSES_OPEN_TRANSACTION(3, "the cut lies above an open transaction"),
  CUT_WITHOUT_GRACE(3, "the cut is made as soon as its epoch is over"),
  NO_EPOCH_ENDS(3, "records behind a cut go unnoticed: no one keeps where epochs end"),
  EPOCHS_GO_BACK(3, "the speed layer takes a record's own epoch, though a later one was seen"),
  LAST_WRITE_WINS(4, "rows are written without the stamp of their events"),
  ROWS_HAVE_TTL(4, "rows expire by themselves"),
  ROWS_DROPPED_BEFORE_FLOOR(4, "rows are dropped before the ledger's floor is raised"),
  FLOOR_OF_CURRENT(4, "rows are dropped up to the current generation's seam"),
  COLD_START_FROM_CURRENT(4, "a cold start begins at the current generation's seam"),
  FIRST_EPOCH_WITHOUT_GRACE(5, "a cold start trusts the first record that is left to be earliest"),
  BUFFERS_CROSS_BARRIER(5, "what was combined is not passed on before the barrier"),
  CHECKPOINT_BEFORE_FLUSH(5, "a checkpoint completes before its rows are durable"),
  UNALIGNED_CHECKPOINT(5, "a checkpoint's states are of a later moment than its positions"),
  LEDGER_BEFORE_CHECKPOINT(5, "positions are recorded though their checkpoint may never complete"),
  LEDGER_NOT_SILENT_IN_REPLAY(5, "positions are recorded before the replay has caught up"),
  EPOCHS_NOT_RESUMED(5, "a restored attempt forgets the highest epoch of each partition"),
  RESTORE_SKIPS_GONE(5, "a restore whose offsets are gone goes on with what is left"),
  SEALED_BY_IDLENESS(6, "a partition whose broker is down is taken for finished"),
  SEALED_WITHOUT_GRACE(6, "an epoch is sealed as soon as it is over"),
  NEW_PARTITIONS_UNSEEN(6, "sealing asks for the partitions that there were at the start"),
  NEW_PARTITION_FROM_END(6, "a new partition is read from its end"),
  BACKFILL_IN_EPOCHS(7, "the speed layer gives records without ingestion time an epoch"),
  BACKFILL_SILENT(7, "the ledger does not say that records were left to batch"),
  LANDING_SKIPS_GONE(7, "a landing goes on above records that are gone"),
  LANDING_TAKES_ANY_TOPIC(7, "a landing goes on in a topic made anew under the same name"),
  RESTORE_TAKES_ANY_TOPIC(7, "a restore goes on in a topic made anew under the same name"),
  REPAIR_NOT_LANDED(6, "epochs are written anew though not all of their records are landed"),
  REPAIR_SEALED_FIRST(6, "a repair is sealed before its rows are written"),
  RESTART_TAKES_REPAIR(5, "a restart goes on as the newest incarnation, though that is a repair"),
  FILE_ADDED_TWICE(1, "a backfill that is repeated does not look whether the file is in"),
  FILE_NOT_COMPARED(1, "a backfill is added on top of whatever came since it was planned"),
  LANDING_FORGETS_FILES(2, "a landing does not carry on up to where files are in"),
  PROMOTED_BEFORE_COMPLETE(8, "a version takes its view's name before it is complete"),
  CLEANED_WITHOUT_RETIRING(8, "a version is cleaned that the name may go back to"),
  RETIRED_CLEANED_AT_ONCE(8, "a retired version is cleaned while a query reads it"),
  ID_OF_AN_EARLIER_LIFE(8, "a view that comes back gets the id that it had before"),
  NEW_VIEW_BEFORE_EDGE(8, "a new view claims the epoch in which it was deployed"),
  TAKEN_OVER_ONCE_EXACT(8, "a version takes a name over though it has not all that its holder has"),
  TAKEN_OVER_WITH_HOLES(8, "a version takes a name over though batch has not reached its rows"),
  ROWS_BEFORE_LEDGER(10, "a query reads the rows before the ledger"),
  NO_SECOND_LOOK_AT_FLOOR(10, "a query does not look for rows that expired meanwhile"),
  READ_FOLLOWS_CURRENT(10, "a query reads another generation than the one it pinned"),
  FILES_DELETED_AT_ONCE(11, "an expired generation's files go while a query reads them"),
  SHARED_SEGMENT_DELETED(11, "an expired generation's segments go though a retained one has them"),
  CURRENT_EXPIRES(11, "generations expire by age alone: a rollback's too"),
  UNSETTLED_IS_MERGED(11, "segments are merged that were not compared"),
  MERGE_SWALLOWS_GAP(11, "a merge takes the place of a segment that it passed over"),
  MERGE_OVERLAPS_GAP(11, "a merged segment reaches over one that is still there"),
  CUT_OF_PUBLISH_EXPIRES(11, "a landing's cut is let go that a publish under way ends at"),
  ERASED_AT_LANDING_ONLY(12, "a cold start reads erased events from the log"),
  LANDING_OVERTAKES_ERASURE(12, "a landing commits that was planned before the erasure"),
  ERASURE_HALF_DONE_IS_FOLDED(12, "a run folds though events of an erasure are still landed"),
  SEGMENT_ON_UNERASED(12, "a segment is added to one that holds erased events"),
  RUN_LEAVES_FORGET(12, "a run does not finish a forget that was killed"),
  FORGET_SPARES_HELD(12, "a run that finishes a forget leaves views alone that a rollback holds"),
  UNERASED_IS_CONTINUED(12, "an incarnation that began without an erasure goes on"),
  ERASURES_NOT_COMPARED(12, "a generation and rows are merged of which one holds erased events");

  final int rule;
  private final String what;

  Bug(int rule, String what) {
    this.rule = rule;
    this.what = what;
  }

  @Override
  public String toString() {
    return "rule %d: %s".formatted(rule, what);
  }
}
