package dev.twofold.reconciliation;

import dev.twofold.reconciliation.Difference.At;
import dev.twofold.reconciliation.Difference.Certainty;
import dev.twofold.reconciliation.Difference.Result;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One difference as HTML: where, why, both results side by side, the events. */
final class DifferenceCard {
  private static final int MOST_POSITIONS = 12;

  private DifferenceCard() {}

  static String html(Comparison comparison, Difference difference) {
    StringBuilder card = new StringBuilder("<section class=\"card\"><h3><span class=\"tag\">");
    card.append(Html.text(difference.cause().title())).append("</span>");
    card.append(Html.text(title(comparison, difference))).append("</h3><p>");
    card.append(Html.text(difference.explanation())).append("</p>\n");
    results(card, difference);
    positions(card, difference);
    return card.append("</section>\n").toString();
  }

  private static String title(Comparison comparison, Difference difference) {
    String key =
        difference.key().entrySet().stream()
            .map(entry -> entry.getKey() + " = " + value(entry.getValue()))
            .collect(Collectors.joining(", "));
    String window =
        difference.windowStart() == null
            ? ""
            : ", window " + Html.times(difference.windowStart(), difference.windowEnd());
    return comparison.subject() + (key.isEmpty() ? "" : ": " + key) + window;
  }

  private static void results(StringBuilder card, Difference difference) {
    List<Result> results =
        Stream.of(difference.batch(), difference.speed(), difference.recomputed())
            .filter(Objects::nonNull)
            .toList();
    if (results.isEmpty()) {
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    results.forEach(result -> names.addAll(result.measures().keySet()));
    card.append("<div class=\"scroll\"><table><thead><tr><th></th><th class=\"n\">Batch</th>")
        .append("<th class=\"n\">Speed</th><th class=\"n\">Recomputed</th></tr></thead><tbody>\n");
    row(
        card,
        "events",
        events(difference.batch()),
        events(difference.speed()),
        events(difference.recomputed()));
    for (String name : names) {
      row(
          card,
          name,
          measure(difference.batch(), name),
          measure(difference.speed(), name),
          measure(difference.recomputed(), name));
    }
    card.append("</tbody></table></div>\n");
  }

  private static void row(
      StringBuilder card, String name, String batch, String speed, String recomputed) {
    boolean same = batch.equals(speed);
    card.append("<tr><td>").append(same ? "" : "<span class=\"no\">≠</span> ");
    card.append(Html.text(name)).append("</td>");
    for (String cell : List.of(batch, speed, recomputed)) {
      card.append(same ? "<td class=\"n soft\">" : "<td class=\"n\">");
      card.append(Html.text(cell)).append("</td>");
    }
    card.append("</tr>\n");
  }

  private static String events(Result result) {
    return result == null ? "–" : Html.count(result.events());
  }

  private static String measure(Result result, String name) {
    return result == null ? "–" : value(result.measures().get(name));
  }

  private static String value(Object value) {
    return value == null ? "NULL" : value.toString();
  }

  private static void positions(StringBuilder card, Difference difference) {
    card.append("<p class=\"soft\">Epochs ").append(Html.text(difference.epochs())).append("; ");
    List<At> positions = difference.positions();
    if (positions.isEmpty()) {
      card.append("no events are known.</p>\n");
      return;
    }
    String what =
        difference.certainty() == Certainty.EXACT
            ? "the events behind it"
            : difference.certainty() == Certainty.AMONG ? "the events are among" : "its events";
    card.append(what).append(" (partition/offset): <code>");
    card.append(
        Html.text(
            positions.stream()
                .limit(MOST_POSITIONS)
                .map(at -> String.format(Locale.ROOT, "%d/%d", at.partition(), at.offset()))
                .collect(Collectors.joining(" "))));
    card.append(positions.size() > MOST_POSITIONS ? " …" : "").append("</code>");
    Instant ingested = positions.get(0).ingestedAt();
    if (difference.certainty() == Certainty.EXACT && ingested != null) {
      card.append(positions.size() > 1 ? ", the first" : ",").append(" ingested ");
      card.append(Html.text(Html.time(ingested)));
    }
    card.append("</p>\n");
  }
}
