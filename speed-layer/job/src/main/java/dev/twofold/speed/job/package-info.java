/**
 * The speed layer's Flink job: one a source, for all its views.
 *
 * <pre>
 * Kafka source → DecodeAndCombine ─ partial states, by key ─→ MergeStates → rows in Cassandra
 *                     ├─ positions at each checkpoint ─→ LedgerKeeper ─ sealed epochs ─→ MergeStates
 *                     └─ dead letters → Cassandra
 * </pre>
 *
 * <p>Every buffer empties before a checkpoint's barrier passes, and the sinks have flushed before a
 * checkpoint completes. So once it has completed, the rows hold every event below its positions,
 * and the ledger may say so. Where a process may die between two of these steps, {@link
 * dev.twofold.speed.views.Moment} lists.
 */
package dev.twofold.speed.job;
