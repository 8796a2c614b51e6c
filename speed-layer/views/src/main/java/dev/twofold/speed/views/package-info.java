/**
 * The real-time views: their Cassandra tables, who reads them and who writes them. No engine.
 *
 * <p>Three facts make the tables safe to replay into. Every row is an absolute state, written
 * {@code USING TIMESTAMP} = the number of events in it, so no replay moves it back. Nothing has a
 * TTL and no row is deleted: a tombstone's clock would shadow rows that are stamped with counts;
 * what expires goes by whole tables. (Rows that hold erased events are deleted: those of whole
 * incarnations that answer for nothing any more.) Table ids are functions of table names, so
 * concurrent creators make the same table.
 *
 * <p>So whoever writes can be killed at any point, and what runs next makes the rows what they
 * would have been without. The points, each tested with a kill there, are those of {@link
 * dev.twofold.speed.views.Moment}:
 *
 * <ul>
 *   <li>beginning: {@code KEYSPACE_CREATED}, {@code LEDGER_TABLE_CREATED}, {@code LAYOUT_AGREED},
 *       {@code INCARNATION_OPENED}, {@code CHECKPOINTS_DROPPED}, {@code VIEWS_CHANGED}, {@code
 *       DEPLOYMENT_COPIED}, {@code TABLE_CREATED}, {@code TABLE_LISTED};
 *   <li>flushing: {@code ROWS_DUE}, {@code ROW_BATCH_WRITTEN}, {@code ROWS_FLUSHED}, {@code
 *       EPOCH_END_WRITTEN}, {@code EPOCH_ENDS_FLUSHED}, {@code DEAD_LETTER_WRITTEN}, {@code
 *       DEAD_LETTERS_FLUSHED}, {@code SNAPSHOT_TAKEN};
 *   <li>writing the ledger: {@code CHECKPOINT_COMPLETED}, {@code POSITION_RECORDED}, {@code
 *       POSITIONS_RECORDED}, {@code SEALED};
 *   <li>erasing: {@code ERASURE_RECORDED}, {@code ROWS_ERASED};
 *   <li>expiring: {@code FLOOR_RAISED}, {@code TABLE_DROPPED}, {@code TABLE_UNLISTED}.
 * </ul>
 */
package dev.twofold.speed.views;
