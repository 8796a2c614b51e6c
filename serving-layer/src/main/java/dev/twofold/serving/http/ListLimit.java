package dev.twofold.serving.http;

import dev.twofold.serving.query.BadQueryException;

/** How many entries a list may have. */
final class ListLimit {
  private static final int MOST = 1_000;

  private ListLimit() {}

  /**
   * @throws BadQueryException where the text is no whole number from 1 on
   */
  static int parse(String limit) {
    if (!limit.matches("[0-9]{1,4}") || Integer.parseInt(limit) < 1) {
      throw new BadQueryException(
          "Cannot use limit=" + limit + ".", "Give a whole number from 1 to " + MOST + ".");
    }
    return Math.min(MOST, Integer.parseInt(limit));
  }
}
