package dev.twofold.simulation;

/** A part stopped, and said why: a person has to decide, or it has to be run again later. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Refused(String message) {
    super(message, null, false, false);
  }
}
