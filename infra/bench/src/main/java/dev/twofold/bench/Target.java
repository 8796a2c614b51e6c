package dev.twofold.bench;

/** What a figure must reach. */
record Target(Of of, Bound bound, double value) {
  /** What the bound is about. */
  enum Of {
    OURS("ours"),
    RATIO_TO_PEER("ratio_to_peer");

    private final String text;

    Of(String text) {
      this.text = text;
    }
  }

  /** On which side of the value a figure must lie. */
  enum Bound {
    AT_MOST("<="),
    AT_LEAST(">=");

    private final String text;

    Bound(String text) {
      this.text = text;
    }
  }

  static Target atMost(double value) {
    return new Target(Of.OURS, Bound.AT_MOST, value);
  }

  static Target atMostTimesPeer(double ratio) {
    return new Target(Of.RATIO_TO_PEER, Bound.AT_MOST, ratio);
  }

  static Target atLeastTimesPeer(double ratio) {
    return new Target(Of.RATIO_TO_PEER, Bound.AT_LEAST, ratio);
  }

  boolean isMet(Figure figure) {
    double measured = of == Of.OURS ? figure.ours() : figure.ratioToPeer().orElse(Double.NaN);
    return bound == Bound.AT_MOST ? measured <= value : measured >= value;
  }

  @Override
  public String toString() {
    String number =
        value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    return of.text + " " + bound.text + " " + number;
  }
}
