/**
 * The master dataset and the batch views: Iceberg tables of Parquet, and how to commit to them and
 * look things up in them. No engine.
 */
package dev.twofold.batch.views;
