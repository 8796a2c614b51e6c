package dev.twofold.simulation;

/** A durable step of a process that may die, or be overtaken, before the next. */
@FunctionalInterface
interface Step {
  /** Does it; yields the next, null at the end. */
  Step run();

  /** Runs the next step of a process; a refusal ends it. */
  static Step next(Step step) {
    try {
      return step.run();
    } catch (Refused e) {
      return null;
    }
  }
}
