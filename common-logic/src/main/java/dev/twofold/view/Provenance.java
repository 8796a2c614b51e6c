package dev.twofold.view;

import java.util.List;
import java.util.Optional;

/**
 * Where an answer came from.
 *
 * @param generation the batch generation pinned; empty where none is published or none was asked
 * @param seam the epoch from which on speed answered; 0 where batch did not
 * @param covers which incarnation answered for which epochs
 * @param batchEvents events that the batch view gave
 * @param speedEvents events that the real-time view gave
 * @param batchStates stored states that the batch view gave
 * @param speedStates stored states that the real-time view gave
 * @param freshnessMillis age of the speed layer's record that the answer is at least as new as; -1
 *     where there is none
 * @param degraded why the answer may lack events; empty where it is exact
 */
public record Provenance(
    Layer layer,
    Optional<Generation> generation,
    long seam,
    List<Ledger.Cover> covers,
    long batchEvents,
    long speedEvents,
    long batchStates,
    long speedStates,
    long freshnessMillis,
    List<String> degraded) {
  public Provenance {
    covers = List.copyOf(covers);
    degraded = List.copyOf(degraded);
  }

  public boolean exact() {
    return degraded.isEmpty();
  }
}
