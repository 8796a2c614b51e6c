package dev.twofold.view;

/**
 * One stored state: of one key, in one pane. The key and the state are canonical bytes.
 *
 * @param pane start of the pane, milliseconds since 1970, UTC; 0 for a view without windows
 */
public record StateRow(byte[] key, long pane, byte[] state) {}
