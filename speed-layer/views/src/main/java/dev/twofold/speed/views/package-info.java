/**
 * The real-time views: their Cassandra tables, who reads them and who writes them. No engine.
 *
 * <p>Three facts make the tables safe to replay into. Every row is an absolute state, written
 * {@code USING TIMESTAMP} = the number of events in it, so no replay moves it back. Nothing has a
 * TTL and no row is deleted: a tombstone's clock would shadow rows that are stamped with counts;
 * what expires goes by whole tables. Table ids are functions of table names, so concurrent creators
 * make the same table.
 */
package dev.twofold.speed.views;
