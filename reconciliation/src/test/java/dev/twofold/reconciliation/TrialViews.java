package dev.twofold.reconciliation;

import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Random views of one source, each with a twin: a release that computes one of its measures
 * otherwise and stores it in the same columns.
 */
final class TrialViews {
  private static final long SEED = 4;
  private static final int VIEWS = 16;

  /** The columns that decide the group, but for {@code items}: sold_at, shop, gift. */
  static final List<Integer> KEPT = List.of(0, 1, 2);

  private static final List<String> KEYS = List.of("shop", "shop, gift", "gift", "items");
  private static final List<String> FILTERS =
      List.of("", "", "WHERE items <> 3", "WHERE shop IS NOT NULL", "WHERE gift IS NOT TRUE");
  private static final List<String> PANES =
      List.of("", ", TUMBLE(sold_at, INTERVAL '1' MINUTE)", ", TUMBLE(sold_at, INTERVAL '1' HOUR)");

  /** A measure, and what the twin makes of it. */
  private record Drift(String measure, String twin, boolean exact) {}

  private static final List<Drift> DRIFTS =
      List.of(
          new Drift("COUNT(items)", "COUNT(buyer)", true),
          new Drift("SUM(items)", "SUM(items + 1)", true),
          new Drift("SUM(amount)", "SUM(-amount)", true),
          new Drift("MIN(items)", "MIN(-items)", true),
          new Drift("MAX(amount)", "MAX(-amount)", true),
          new Drift("AVG(price)", "AVG(price * 2)", true),
          new Drift("STDDEV_POP(price)", "STDDEV_POP(price * 2)", true),
          new Drift("COUNT(DISTINCT buyer)", "COUNT(DISTINCT shop)", true),
          new Drift("ARG_MAX(buyer, items)", "ARG_MAX(shop, items)", true),
          new Drift("APPROX_COUNT_DISTINCT(buyer)", "APPROX_COUNT_DISTINCT(shop)", false),
          new Drift("APPROX_PERCENTILE(price, 0.9)", "APPROX_PERCENTILE(price * 2, 0.9)", false));

  /**
   * @param exact whether the measure in which the twin differs is
   */
  record Pair(Fold fold, Fold twin, boolean exact) {}

  private final EventDecoder decoder;
  private final int columns;
  private final List<Pair> pairs = new ArrayList<>();

  private TrialViews(Path folder) throws IOException {
    Path fold = folder.resolve("fold");
    Path twin = folder.resolve("twin");
    Random random = new Random(SEED);
    List<Drift> drifts = new ArrayList<>();
    for (int view = 0; view < VIEWS; view++) {
      drifts.add(write(random, String.format("v%02d", view), fold, twin));
    }
    Project folds = project(fold);
    List<Fold> twins = inOrder(project(twin));
    SourceDefinition source = folds.sources().get(0);
    decoder = Project.decoder(source, false);
    columns = source.columns().size();
    List<Fold> ordered = inOrder(folds);
    for (int view = 0; view < VIEWS; view++) {
      pairs.add(new Pair(ordered.get(view), twins.get(view), drifts.get(view).exact));
    }
  }

  static TrialViews compile(Path folder) throws IOException {
    return new TrialViews(folder);
  }

  /** Views of the source in words of one's own, in order. */
  static List<Fold> compile(Path folder, List<String> views) throws IOException {
    for (int view = 0; view < views.size(); view++) {
      write(folder.resolve("views/v" + view + ".sql"), views.get(view));
    }
    return inOrder(project(folder));
  }

  Row decode(String json) {
    Row row = new Row(columns);
    String reason = decoder.decode(json.getBytes(StandardCharsets.UTF_8), row);
    if (reason != null) {
      throw new IllegalArgumentException(json + ": " + reason);
    }
    return row;
  }

  Pair any(Random random) {
    return pairs.get(random.nextInt(pairs.size()));
  }

  private static Drift write(Random random, String view, Path fold, Path twin) throws IOException {
    List<Drift> drifts = new ArrayList<>(DRIFTS);
    Collections.shuffle(drifts, random);
    Drift drift = drifts.get(0);
    List<String> measures = new ArrayList<>(List.of("COUNT(*)", drift.measure));
    drifts.subList(1, 1 + random.nextInt(3)).forEach(each -> measures.add(each.measure));
    String keys = pick(random, KEYS);
    String rest =
        " FROM sales " + pick(random, FILTERS) + " GROUP BY " + keys + pick(random, PANES);
    write(fold.resolve("views/" + view + ".sql"), sql(keys, measures) + rest);
    measures.set(1, drift.twin);
    write(twin.resolve("views/" + view + ".sql"), sql(keys, measures) + rest);
    return drift;
  }

  private static String sql(String keys, List<String> measures) {
    List<String> named = new ArrayList<>();
    for (String measure : measures) {
      named.add(measure + " AS m" + named.size());
    }
    return "SELECT " + keys + ", " + named.stream().collect(Collectors.joining(", "));
  }

  private static Project project(Path folder) throws IOException {
    write(folder.resolve("twofold.yaml"), "name: trials\nepoch: 10s\n");
    write(
        folder.resolve("sources/sales.yaml"),
        """
        topic: sales
        format: json
        event_time: sold_at
        columns:
          - {name: sold_at, type: TIMESTAMP, required: true}
          - {name: shop, type: VARCHAR}
          - {name: gift, type: BOOLEAN}
          - {name: amount, type: "DECIMAL(12, 2)"}
          - {name: items, type: BIGINT}
          - {name: price, type: DOUBLE}
          - {name: buyer, type: VARCHAR}
        """);
    return Project.load(folder, Map.of());
  }

  private static List<Fold> inOrder(Project project) {
    return project.views().stream().sorted(Comparator.comparing(Fold::view)).toList();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
