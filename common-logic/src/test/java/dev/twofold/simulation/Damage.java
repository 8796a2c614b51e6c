package dev.twofold.simulation;

/**
 * A row that got events after its epoch was sealed and its state dropped: a broker's clock was off
 * by more than the grace period. It may miss events, and no answer says so: a known gap.
 */
record Damage(long incarnation, SpeedCheckpoint.Row row) {}
