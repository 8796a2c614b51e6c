package dev.twofold.serving.http;

import dev.twofold.data.Column;
import dev.twofold.data.DataType.Kind;
import dev.twofold.fold.Fold;
import dev.twofold.fold.Measure;
import dev.twofold.serving.query.DurationText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The page at /: the views, their definitions and queries to try. */
final class IndexPage {
  private IndexPage() {}

  static String of(Catalog catalog) {
    StringBuilder views = new StringBuilder();
    catalog.views().forEach(view -> views.append(section(view, catalog.building(view.name()))));
    return template().replace("{project}", escape(catalog.project())).replace("{views}", views);
  }

  private static String section(ServedView view, Optional<Catalog.Building> building) {
    Fold fold = view.fold();
    StringBuilder html = new StringBuilder();
    html.append("<section><h2>").append(escape(fold.view())).append("</h2><p>From ");
    html.append(escape(fold.source()));
    html.append(
        fold.paneMillis() == 0
            ? ", for all time"
            : ", in panes of " + DurationText.format(fold.paneMillis()));
    html.append(". Version ").append(fold.version()).append(".</p>");
    building.ifPresent(
        next ->
            html.append("<p>Version ")
                .append(next.view().fold().version())
                .append(" is being built, and takes over the name when it is complete. ")
                .append(escape(String.join("; ", next.waitsFor())))
                .append("</p>"));
    html.append("<ul>");
    samples(fold)
        .forEach(
            (title, query) ->
                html.append("<li><a href=\"")
                    .append(escape(query))
                    .append("\">")
                    .append(escape(title))
                    .append("</a> <code>")
                    .append(escape(query))
                    .append("</code></li>"));
    html.append("<li><a href=\"/v1/views/")
        .append(escape(fold.view()))
        .append("/generations\">Batch generations</a></li></ul>");
    html.append("<details><summary>Definition</summary><pre>")
        .append(escape(fold.sql()))
        .append("</pre></details></section>\n");
    return html.toString();
  }

  private static Map<String, String> samples(Fold fold) {
    String base = "/v1/views/" + fold.view();
    Map<String, String> samples = new LinkedHashMap<>();
    samples.put("First rows", base + "?limit=20");
    Optional<String> sortable =
        fold.measures().stream()
            .filter(measure -> measure.aggregate().resultType().kind() == Kind.BIGINT)
            .map(Measure::name)
            .findFirst();
    boolean windowed = fold.paneMillis() > 0;
    sortable.ifPresent(
        measure ->
            samples.put(
                "Top 10 by " + measure,
                base + "?" + (windowed ? "window=all&" : "") + "order=-" + measure + "&limit=10"));
    if (windowed) {
      long wider =
          fold.paneMillis() < 3_600_000 && 3_600_000 % fold.paneMillis() == 0
              ? 3_600_000
              : fold.paneMillis();
      samples.put("All keys together, by time", base + "?by=&window=" + DurationText.format(wider));
    }
    fold.keys().stream()
        .map(Column::name)
        .findFirst()
        .filter(name -> fold.keys().size() > 1)
        .ifPresent(
            name -> samples.put("By " + name + " alone", base + "?by=" + name + "&limit=20"));
    samples.put("As CSV", base + "?format=csv&limit=1000");
    return samples;
  }

  private static String template() {
    try (InputStream page = IndexPage.class.getResourceAsStream("index.html")) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read index.html from the jar", e);
    }
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
