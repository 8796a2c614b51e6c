package dev.twofold.serving.http;

import dev.twofold.epoch.EpochClock;

/** Epochs as people read them. */
final class EpochTimes {
  private EpochTimes() {}

  /** The ISO time at which the epoch starts; "beginning" or "end" where that is out of range. */
  static String start(EpochClock epochs, long epoch) {
    try {
      return epochs.start(epoch).toString();
    } catch (ArithmeticException e) {
      return epoch < 0 ? "beginning" : "end";
    }
  }
}
