package dev.twofold.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.Row;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The example project, folded in memory over 39,244 real edits, gives the answers that other
 * programs computed.
 */
class WikipediaTest {
  private static final Path EXAMPLE = Path.of("..", "infra", "examples", "wikipedia");
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final Map<String, InMemoryView> VIEWS = new TreeMap<>();
  private static int records;

  @BeforeAll
  static void foldEveryEdit() throws IOException {
    Project project = Project.load(EXAMPLE, Map.of());
    for (Fold view : project.views()) {
      VIEWS.put(view.view(), new InMemoryView(view));
    }
    SourceDefinition source = project.source("wiki_edits");
    EventDecoder decoder = Project.decoder(source, true);
    Row row = new Row(source.columns().size());
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    WikipediaTest.class.getResourceAsStream(
                        "/wikipedia/wikiticker-2015-09-12-sampled.json.gz")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        assertThat(decoder.decode(line.getBytes(StandardCharsets.UTF_8), row)).isNull();
        assertThat(row.unknownFields).isNull();
        VIEWS.values().forEach(view -> view.add(row));
        records++;
      }
    }
  }

  @Test
  void everyRecordDecodes() {
    assertThat(records).isEqualTo(39_244);
  }

  @Test
  void editsPerChannelAndHour() {
    assertThat(rows("edits_by_channel", HOUR, HOUR)).isEqualTo(truth("edits_by_channel"));
  }

  @Test
  void distinctHumansPerTenMinutes() {
    assertThat(rows("human_activity", HOUR / 6, HOUR / 6)).isEqualTo(truth("human_activity"));
  }

  @Test
  void anonymousEditsPerCountryAndDay() {
    assertThat(rows("anonymous_by_country", 24 * HOUR, 24 * HOUR))
        .isEqualTo(truth("anonymous_by_country"));
  }

  @Test
  void topFivePagesPerHour() {
    Map<String, List<List<String>>> byWindow = new TreeMap<>();
    for (List<String> row : rows("top_pages", HOUR, HOUR)) {
      byWindow.computeIfAbsent(row.get(0), unused -> new ArrayList<>()).add(row);
    }
    Comparator<List<String>> mostEdits =
        Comparator.comparingLong((List<String> row) -> -Long.parseLong(row.get(2)))
            .thenComparing(
                row -> row.get(1).getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);
    List<List<String>> top =
        byWindow.values().stream()
            .flatMap(rows -> rows.stream().sorted(mostEdits).limit(5))
            .toList();
    assertThat(top).containsExactlyInAnyOrderElementsOf(truth("top_pages"));
  }

  @Test
  void percentilesInHoppingWindowsAreWithinTheirBound() {
    Map<List<String>, List<String>> truths = new LinkedHashMap<>();
    truth("added_by_robot").forEach(row -> truths.put(row.subList(0, 2), row));
    List<List<String>> rows = rows("added_by_robot", 2 * HOUR, HOUR / 2);
    assertThat(rows).hasSameSizeAs(truths.values());
    for (List<String> row : rows) {
      List<String> truth = truths.get(row.subList(0, 2));
      assertThat(row.get(2)).as("edits of %s", truth).isEqualTo(truth.get(2));
      for (int percentile = 3; percentile <= 4; percentile++) {
        double exact = Double.parseDouble(truth.get(percentile));
        assertThat(Math.abs(Double.parseDouble(row.get(percentile)) - exact))
            .as("column %s of %s", percentile, truth)
            .isLessThanOrEqualTo(0.008 * exact);
      }
      assertThat(row.get(5)).as("max of %s", truth).isEqualTo(truth.get(5));
    }
  }

  /**
   * The view's rows in windows of that length that start each slide: the window's start, the key,
   * the measures.
   */
  private static List<List<String>> rows(String name, long length, long slide) {
    InMemoryView view = VIEWS.get(name);
    List<String> measures = header(name);
    List<List<String>> rows = new ArrayList<>();
    long first = Math.floorDiv(view.start() - length, slide) * slide + slide;
    for (long start = first; start <= view.end(); start += slide) {
      Instant windowStart = Instant.ofEpochMilli(start);
      for (Map.Entry<List<Object>, State> group : view.window(start, start + length).entrySet()) {
        List<String> row = new ArrayList<>(List.of(time(windowStart)));
        group.getKey().forEach(value -> row.add(String.valueOf(value)));
        for (String measure : measures.subList(1 + group.getKey().size(), measures.size())) {
          row.add(String.valueOf(view.present(group.getValue(), measure)));
        }
        rows.add(row);
      }
    }
    rows.sort(Comparator.comparing(List::toString));
    return rows;
  }

  private static String time(Instant instant) {
    return instant.toString().replace("Z", ".000Z");
  }

  private static List<String> header(String name) {
    return lines(name).get(0);
  }

  private static List<List<String>> truth(String name) {
    return lines(name).stream().skip(1).sorted(Comparator.comparing(List::toString)).toList();
  }

  private static List<List<String>> lines(String name) {
    return TestViews.resource("wikipedia-truth/" + name + ".tsv")
        .lines()
        .map(line -> List.of(line.split("\t", -1)))
        .toList();
  }
}
