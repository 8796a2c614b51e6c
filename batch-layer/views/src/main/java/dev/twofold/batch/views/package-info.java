/**
 * The master dataset and the batch views: Iceberg tables of Parquet, and how to commit to them and
 * look things up in them. No engine.
 *
 * <p>Whoever works on them can be killed at any point, and what runs next ends where it would have
 * ended without. The points, each tested with a kill there, are those of {@link
 * dev.twofold.batch.views.Moment}:
 *
 * <ul>
 *   <li>creation: {@code CATALOG_OPENED}, {@code NAMESPACE_CREATED}, {@code TABLE_CREATED}, {@code
 *       COLUMNS_ADDED};
 *   <li>landing: {@code PARTITION_WRITTEN}, {@code LANDING_WRITTEN}, {@code LANDED};
 *   <li>folding and publishing: {@code SEGMENT_PART_WRITTEN}, {@code SEGMENTS_WRITTEN}, {@code
 *       PUBLISHED}; a generation's tag is no step of its own, it is in the same commit;
 *   <li>compacting: {@code COMPACTION_WRITTEN}, {@code COMPACTED};
 *   <li>rolling back: {@code ROLLED_BACK}, {@code RELEASED};
 *   <li>erasing: {@code ERASURE_RECORDED}, {@code ERASURE_WRITTEN}, {@code ERASED}, {@code
 *       GENERATIONS_RETIRED}, {@code FILES_ERASED}, {@code SNAPSHOTS_ERASED};
 *   <li>expiring: {@code GENERATIONS_EXPIRED}, {@code SNAPSHOTS_EXPIRED}, {@code LANDINGS_EXPIRED},
 *       {@code ORPHANS_DELETED};
 *   <li>indexing: {@code INDEX_WRITTEN}, {@code INDEXED}, {@code INDEX_DROPPED}.
 * </ul>
 *
 * <p>Two steps are Iceberg's own, and tests reach them through the file system: in every commit,
 * the new metadata file is written and the catalog does not name it yet; in every expiry, some of
 * the files are deleted and others are not. What a kill leaves behind there, no table names, and
 * {@link dev.twofold.batch.views.OrphanFiles} deletes it once it is old enough.
 */
package dev.twofold.batch.views;
