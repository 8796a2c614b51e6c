package dev.twofold.bench;

import java.util.Arrays;

/** Measured values, to take quantiles from. */
record Samples(double[] sorted) {
  Samples {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("Cannot take quantiles of no samples");
    }
    sorted = sorted.clone();
    Arrays.sort(sorted);
  }

  /**
   * @param share in (0, 1]: 0.5 for the median
   */
  double quantile(double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  double median() {
    return quantile(0.5);
  }
}
