/**
 * The batch layer's job on Spark: it lands records from Kafka in the master dataset, folds them and
 * publishes batch views. Knows no more of a view than its {@link dev.twofold.fold.Fold}.
 */
package dev.twofold.batch.job;
