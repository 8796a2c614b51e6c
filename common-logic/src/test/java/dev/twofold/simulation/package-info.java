/**
 * The protocol of both layers and the queries, simulated in one thread: by a seed, steps of all
 * parts come in any order, each can be the last of its process, and an oracle judges a query after
 * each.
 *
 * <p>Real is the code that decides: {@link dev.twofold.view.ViewReader} with its tiling and its
 * check of the cut, {@link dev.twofold.view.Ledger}, {@link dev.twofold.view.LedgerProgress},
 * {@link dev.twofold.epoch.EffectiveEpochs}, {@link dev.twofold.epoch.EpochEdge}, the fold, the
 * pre-aggregator and the views in memory. Simulated is what the engines and stores do around it:
 *
 * <ul>
 *   <li>a topic: transactions, records from before ingestion times, partitions added, a broker that
 *       is down, records that are deleted, a topic made anew, clocks that are apart;
 *   <li>batch runs, up to four processes at once, that land, fold, publish view by view, compact,
 *       recompute, expire and drop rows: compare-and-set, dead or overtaken between any two steps;
 *       rollbacks that hold publishing; backfills of files, and repairs of real-time rows;
 *   <li>erasures of half of all events, in every fourth run: recorded, applied to the master
 *       dataset, to each view and to the ledger, in steps that any of the above comes between; what
 *       a killed one has left is the next batch run's to finish;
 *   <li>a view's name, in every eighth run: edited, removed and brought back; a version that takes
 *       it once it is complete, is rolled back from, retired and cleaned;
 *   <li>the speed layer: subtasks, barriers, checkpoints that complete or do not, rows in flight
 *       that arrive in any order, the ledger written position by position, attempts that were given
 *       up and still write, restores on other numbers of subtasks, cold starts, views that join;
 *   <li>versions of a view that take over its name;
 *   <li>queries, in whose midst all of the above goes on.
 * </ul>
 *
 * <p>The oracle: an answer holds each event up to the positions that it names, but for those in
 * ranges that it calls degraded, and none that was not committed, each once. At rest, with all
 * landed, it is the fold of all events, byte for byte, and not degraded. After each step, the
 * segments of every retained generation are there and tile its epochs, and the master dataset knows
 * the cuts at which they end, whatever policies merge and expire.
 *
 * <p>Not simulated: dead letters and limits of size (rule 9), consistency levels, leader epochs and
 * a log that was cut back, what the comparison of both layers finds, and retention of a log while
 * clocks are apart by more than the grace period. Two gaps of the protocol are known, and left out:
 * rows that get events behind a seal ({@link dev.twofold.simulation.Damage}), and an attempt that
 * was given up and reads on what comes after its successor has begun.
 *
 * <p>A failure names its seed: {@code ./mvnw test -pl common-logic -Dtest=SimulationTest
 * -Dtwofold.simulation.seed=N} replays it. {@link dev.twofold.simulation.Bug} lists bugs that can
 * be planted; each is found within the seeds of the everyday build.
 */
package dev.twofold.simulation;
