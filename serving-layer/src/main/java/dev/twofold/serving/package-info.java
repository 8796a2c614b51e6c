/**
 * The serving layer as a process: its command line, its wiring, its life.
 *
 * <p>A view's name changes hands without a query that fails or miscounts, because of four things:
 *
 * <ul>
 *   <li>what is deployed changes by compare-and-set in the warehouse: a version that takes a name
 *       over does so for all servers, however many saw that it can;
 *   <li>it can once its answers are exact, and hold every event that those of the version in force
 *       do ({@link dev.twofold.view.Takeover});
 *   <li>a server answers by a deployment only when each version in force in it is indexed here, and
 *       from then on by nothing else: {@link dev.twofold.serving.ServedProject} puts a whole
 *       catalog in place of the one before, and a query keeps to the one that it began with;
 *   <li>both layers fold the version that was replaced on, so that going back is as quick.
 * </ul>
 */
package dev.twofold.serving;
