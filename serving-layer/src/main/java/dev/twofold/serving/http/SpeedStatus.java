package dev.twofold.serving.http;

import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import java.util.Optional;

/**
 * What the speed layer has recorded for a view, and whether it can be asked.
 *
 * @param newest the newest incarnation that answers; empty where there is none or the store cannot
 *     be read
 * @param failure why the store cannot be read
 */
record SpeedStatus(Optional<Incarnation> newest, Optional<String> failure) {
  static SpeedStatus of(ServedView view) {
    try {
      Ledger ledger = view.speed().ledger();
      return new SpeedStatus(
          ledger.cover(0).covers().stream()
              .map(Ledger.Cover::incarnation)
              .reduce((older, newer) -> newer),
          Optional.empty());
    } catch (RuntimeException e) {
      return new SpeedStatus(Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /** Age of the newest incarnation's last record. */
  Optional<Long> freshnessMillis() {
    return newest.map(
        incarnation -> Math.max(0, System.currentTimeMillis() - incarnation.recordedAtMillis()));
  }
}
