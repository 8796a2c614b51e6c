package dev.twofold.reconciliation;

/** Why the two layers hold different states of a (key, pane), and what to do about it. */
public enum Cause {
  LOST_BY_SPEED(
      "lost by speed",
      "The master dataset has these events and the speed layer's rows do not. Answers are right"
          + " again from the batch view on; ./twofold reconcile --repair writes the rows anew. Look"
          + " in the speed layer's log at the time of the epochs; if it goes on, start the speed"
          + " layer anew without its checkpoint."),
  LOST_BY_BATCH(
      "lost by batch",
      "The batch view lacks these events. Fold it anew from the master dataset: ./twofold reconcile"
          + " --repair. Where the master dataset lacks them too, keep Kafka's records of these"
          + " offsets before they expire."),
  COUNTED_TWICE(
      "counted twice",
      "One layer folded these events more than once. ./twofold reconcile --repair folds them anew."
          + " If it is speed and goes on, start the speed layer anew without its checkpoint."),
  WRONG_SIDE_OF_SEAM(
      "wrong side of the seam",
      "One layer put these events into a neighbouring range of epochs; over both ranges the layers"
          + " agree, so answers that merge both ranges are right. A clock was off by more than grace,"
          + " or a cut was moved: check the brokers' clocks, ./twofold doctor."),
  LOGIC_DRIFT(
      "logic drift",
      "Both layers folded the same number of events and hold different states: they ran different"
          + " code or one row was changed. Deploy the same release to both layers, then ./twofold"
          + " reconcile --repair."),
  SKETCH_ONLY(
      "sketch only",
      "Only approximate measures differ; all exact ones agree. The two layers use different versions"
          + " of the sketch library: deploy the same release to both."),
  DEAD_LETTER(
      "dead-letter disagreement",
      "One layer refused a record that the other took, or for another reason: they run different"
          + " releases or source definitions. Deploy the same to both."),
  DAMAGED(
      "damaged",
      "What one layer stores is no state of this view. ./twofold reconcile --repair folds it anew."
          + " Then look for what wrote it, or for a bad disk."),
  UNEXPLAINED(
      "unexplained",
      "The layers differ, and the master dataset does not say why. Keep the report; compare the"
          + " positions with Kafka's records while they are there.");

  private final String title;
  private final String advice;

  Cause(String title, String advice) {
    this.title = title;
    this.advice = advice;
  }

  /** What people call it. */
  public String title() {
    return title;
  }

  /** What to do, in a sentence or two. */
  public String advice() {
    return advice;
  }
}
