/**
 * The batch layer's job on Spark: it lands records from Kafka in the master dataset, folds them and
 * publishes batch views. Knows no more of a view than its {@link dev.twofold.fold.Fold}. Where a
 * run may die between two durable steps, {@link dev.twofold.batch.views.Moment} lists.
 */
package dev.twofold.batch.job;
