/**
 * Events that are to be forgotten, and how both layers keep them so.
 *
 * <p>An {@link dev.twofold.erasure.Erasure} is a condition with the positions below which it holds.
 * Both layers ask the same {@link dev.twofold.erasure.Erasures}, right after decoding: a record
 * that one of them erases is passed over as if the log had never held it, though positions and
 * epochs move on over it. So a landing, a cold start and a full recompute leave out the same
 * records, and reconciliation finds nothing to report. What was written before is written anew:
 *
 * <ol>
 *   <li>The master dataset records the erasure. No landing that was planned without it can commit
 *       any more.
 *   <li>The files of the master dataset that hold such events are replaced by files that do not, in
 *       one commit, which says that the snapshot is free of them.
 *   <li>Each batch view is recomputed of such a snapshot, up to its own seam. A generation says
 *       which erasures it is free of; one that lacks some is never added to, but replaced.
 *   <li>All other generations are retired, and every file that only they or earlier snapshots
 *       needed is deleted.
 *   <li>The keyspace of the real-time views records the erasure. From then on incarnations that
 *       began without it answer for nothing. The source's job ends, and a new one begins anew.
 * </ol>
 *
 * <p>Each step is found done, or is done by whoever repeats the command, or by the next batch run;
 * the fifth by one that {@code twofold} starts, as the batch job knows no keyspace. Between the
 * third and the end of the fifth, generations and incarnations disagree about which erasures there
 * are. {@link dev.twofold.view.ViewReader} compares them, and calls such an answer degraded: it is
 * exact with the events, or exact without them, or it says what it is.
 */
package dev.twofold.erasure;
