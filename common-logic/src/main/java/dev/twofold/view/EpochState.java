package dev.twofold.view;

/**
 * One stored state of the speed layer: of one key, in one pane, over the events of one epoch. The
 * key and the state are canonical bytes.
 *
 * @param pane start of the pane, milliseconds since 1970, UTC; 0 for a view without windows
 */
public record EpochState(byte[] key, long pane, long epoch, byte[] state) {}
