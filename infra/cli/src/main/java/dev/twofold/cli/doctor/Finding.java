package dev.twofold.cli.doctor;

/**
 * What a check found.
 *
 * @param subject what it speaks of: "topic wiki-edits"
 * @param cause in a sentence; where all is well, what was seen
 * @param mend the command that mends it, to be copied; empty where there is nothing to mend
 */
public record Finding(String subject, Outcome outcome, String cause, String mend) {
  /** From well to bad. */
  public enum Outcome {
    OK,
    WARNING,
    FAULT
  }

  public static Finding ok(String subject, String seen) {
    return new Finding(subject, Outcome.OK, seen, "");
  }

  /** Answers are as they should be, but may not stay so. */
  public static Finding warning(String subject, String cause, String mend) {
    return new Finding(subject, Outcome.WARNING, cause, mend);
  }

  /** A layer stands still, or answers are degraded. */
  public static Finding fault(String subject, String cause, String mend) {
    return new Finding(subject, Outcome.FAULT, cause, mend);
  }
}
