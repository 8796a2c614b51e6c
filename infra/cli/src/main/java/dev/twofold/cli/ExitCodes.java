package dev.twofold.cli;

/**
 * What a scheduler may rely on. The same for every command, and for the jobs that commands start.
 */
public final class ExitCodes {
  /** Done. */
  public static final int OK = 0;

  /** Failed; running it again is safe and may help. */
  public static final int FAILED = 1;

  /** Refused, or used wrongly: running it again will not help until a person changes something. */
  public static final int REFUSED = 2;

  /** Done, and the two layers do not hold the same. */
  public static final int DRIFT = 3;

  private ExitCodes() {}
}
