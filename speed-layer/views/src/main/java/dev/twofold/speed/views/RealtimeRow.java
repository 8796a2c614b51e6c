package dev.twofold.speed.views;

/**
 * One row of a real-time view: the absolute state of a (key, pane) over the events of one epoch
 * folded so far.
 *
 * @param viewVersion of the view, 12 hex digits
 * @param key canonical bytes
 * @param pane start of the pane, milliseconds since 1970, UTC
 * @param state canonical bytes
 * @param events how many events the state holds; of two writes of a row, the one with more stays
 */
public record RealtimeRow(
    String viewVersion, byte[] key, long pane, long epoch, byte[] state, long events) {}
