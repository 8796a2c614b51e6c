package dev.twofold.reconciliation;

import java.util.Arrays;

/** Where a state is. */
record Place(byte[] key, long pane) {
  static Place of(Finding finding) {
    return new Place(finding.key(), finding.pane());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Place place && place.pane == pane && Arrays.equals(place.key, key);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(key) + Long.hashCode(pane);
  }
}
