package dev.twofold.serving.query;

import dev.twofold.fold.Fold;
import java.util.List;
import java.util.Optional;

/** The parameters from, to, window and slide of a query. */
final class TimeParameters {
  /** Windows that one event may be in: each costs a merge. */
  static final int MAX_OVERLAP = 1000;

  private static final String ALL = "all";

  private final Fold fold;
  private final Parameters parameters;
  private final long pane;

  TimeParameters(Fold fold, Parameters parameters) {
    this.fold = fold;
    this.parameters = parameters;
    this.pane = fold.paneMillis();
    if (pane == 0) {
      refuseTimes();
    } else if (from() > to()) {
      throw new BadQueryException(
          "The range ends before it starts: from="
              + TimeText.format(from())
              + ", to="
              + TimeText.format(to())
              + ".",
          "Exchange from and to.");
    }
  }

  private void refuseTimes() {
    for (String name : List.of("from", "to", "window", "slide")) {
      if (parameters.value(name).isPresent()) {
        throw new BadQueryException(
            "View " + fold.view() + " has no windows, so it cannot use " + name + ".",
            "Leave it out, or define a view that groups by TUMBLE.");
      }
    }
  }

  long from() {
    return instant("from", Long.MIN_VALUE);
  }

  long to() {
    return instant("to", Long.MAX_VALUE);
  }

  Windows windows() {
    Optional<String> window = parameters.value("window");
    Optional<String> slide = parameters.value("slide");
    if (pane == 0 || window.equals(Optional.of(ALL))) {
      if (slide.isPresent()) {
        throw new BadQueryException("One window over everything cannot slide.", "Leave slide out.");
      }
      return Windows.ALL;
    }
    long length = window.map(text -> duration("window", text)).orElse(pane);
    requireMultiple("window", length, pane, "panes of view " + fold.view());
    long step = slide.map(text -> duration("slide", text)).orElse(length);
    requireMultiple("slide", step, pane, "panes of view " + fold.view());
    if (length % step != 0) {
      throw new BadQueryException(
          "Cannot slide windows of "
              + DurationText.format(length)
              + " by "
              + DurationText.format(step)
              + ".",
          "Make window a multiple of slide.");
    }
    if (length / step > MAX_OVERLAP) {
      throw new BadQueryException(
          "Cannot slide windows of "
              + DurationText.format(length)
              + " by "
              + DurationText.format(step)
              + ": each event would be in "
              + length / step
              + " windows.",
          "Use at most " + MAX_OVERLAP + ": a longer slide or a shorter window.");
    }
    return new Windows(length, step);
  }

  private long duration(String name, String text) {
    Optional<Long> millis = DurationText.parse(text);
    if (millis.isEmpty() || millis.get() == 0) {
      throw new BadQueryException(
          "Cannot read " + name + "=" + text + ".",
          "Write a number and ms, s, m, h or d, such as 15m"
              + (name.equals("window") ? ", or all." : "."));
    }
    return millis.get();
  }

  private static void requireMultiple(String name, long length, long unit, String of) {
    if (length % unit != 0) {
      long below = length - length % unit;
      throw new BadQueryException(
          "Cannot use "
              + name
              + "="
              + DurationText.format(length)
              + ": the "
              + of
              + " are "
              + DurationText.format(unit)
              + " long.",
          "Use a multiple, such as "
              + (below == 0 ? "" : DurationText.format(below) + " or ")
              + DurationText.format(below + unit)
              + ".");
    }
  }

  @SuppressWarnings("OrphanedFormatString") // %2B is text here.
  private long instant(String name, long otherwise) {
    if (parameters.value(name).isEmpty()) {
      return otherwise;
    }
    String text = parameters.value(name).get();
    long millis =
        TimeText.parse(text)
            .orElseThrow(
                () ->
                    new BadQueryException(
                        "Cannot read " + name + "=" + text + ".",
                        "Write an ISO time such as 2015-09-12T13:00:00Z, or a date such as 2015-09-12; "
                            + "a + in a URL is written %2B."));
    long below = Math.floorDiv(millis, pane) * pane;
    if (below != millis) {
      throw new BadQueryException(
          "Cannot use "
              + name
              + "="
              + text
              + ": panes of view "
              + fold.view()
              + " start every "
              + DurationText.format(pane)
              + ".",
          "Use " + TimeText.format(below) + " or " + TimeText.format(below + pane) + ".");
    }
    return millis;
  }
}
