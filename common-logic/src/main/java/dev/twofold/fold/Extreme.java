package dev.twofold.fold;

/** Which end of an order is kept. */
enum Extreme {
  MIN(-1),
  MAX(1);

  private final int sign;

  Extreme(int sign) {
    this.sign = sign;
  }

  /** Whether a value that compares so to the kept one replaces it. */
  boolean prefers(int comparison) {
    return sign * comparison > 0;
  }
}
