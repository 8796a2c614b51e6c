package dev.twofold.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.twofold.data.DataType;
import dev.twofold.event.SourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTest {
  private static final String SOURCE =
      """
      topic: clicks
      event_time: at
      columns:
        - {name: at, type: timestamp, path: /meta/at}
        - {name: user, type: VARCHAR, required: true}
        - {name: amount, type: "decimal(12,2)", path: /a~1b/~0}
      """;
  private static final String VIEW = "SELECT \"user\", COUNT(*) AS n FROM clicks GROUP BY \"user\"";

  @TempDir private Path folder;

  private ProjectTest file(String name, String text) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    return this;
  }

  private Project load(Map<String, String> overrides) {
    return Project.load(folder, overrides);
  }

  private List<String> errors(Map<String, String> overrides) {
    return catchThrowableOfType(DefinitionException.class, () -> load(overrides))
        .diagnostics()
        .stream()
        .map(DefinitionException.Diagnostic::toString)
        .toList();
  }

  @Test
  void settingsHaveDefaults() throws IOException {
    Project project =
        file("twofold.yaml", "name: shop").file("sources/clicks.yaml", SOURCE).load(Map.of());
    assertThat(project.name()).isEqualTo("shop");
    assertThat(project.clock().lengthMillis()).isEqualTo(3_600_000);
    assertThat(project.views()).isEmpty();
    assertThat(project.settings())
        .isEqualTo(
            new Settings(
                Duration.ofHours(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofMillis(25),
                new Settings.Kafka(null, Map.of()),
                new Settings.Cassandra(
                    null,
                    "datacenter1",
                    "shop",
                    null,
                    null,
                    "{'class': 'SimpleStrategy', 'replication_factor': 1}",
                    16),
                new Settings.Warehouse("jdbc", null, null, Map.of()),
                new Settings.Retention(10, 16, 24, Duration.ofHours(1), Duration.ofDays(7), null),
                new Settings.Alerts(null),
                Map.of()));
  }

  @Test
  void settingsAreReadAndOverridden() throws IOException {
    file("sources/clicks.yaml", SOURCE)
        .file(
            "twofold.yaml",
            """
            name: shop
            epoch: 10s
            kafka:
              bootstrap: one:9092
              properties: {security.protocol: SSL}
            warehouse:
              location: /tmp/a
            alerts:
              webhook: https://chat.example.org/hook
            """);
    Settings settings =
        load(Map.of(
                "epoch", "500ms",
                "kafka.bootstrap", "two:9092",
                "kafka.properties.client.id", "x",
                "cassandra.shards", "4",
                "warehouse.location", "/tmp/b"))
            .settings();
    assertThat(settings.epoch()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.kafka())
        .isEqualTo(
            new Settings.Kafka("two:9092", Map.of("security.protocol", "SSL", "client.id", "x")));
    assertThat(settings.cassandra().shards()).isEqualTo(4);
    assertThat(settings.alerts().webhook()).isEqualTo("https://chat.example.org/hook");
    assertThat(settings.warehouse().uri()).isEqualTo("jdbc:sqlite:/tmp/b/catalog.db");
  }

  @Test
  void sourcesAreRead() throws IOException {
    Project project =
        file("twofold.yaml", "name: shop")
            .file("sources/clicks.yaml", SOURCE)
            .file("views/by_user.sql", VIEW)
            .load(Map.of());
    SourceDefinition source = project.source("clicks");
    assertThat(source.partitions()).isEqualTo(1);
    assertThat(source.eventTime()).isZero();
    assertThat(source.columns().get(0).path()).containsExactly("meta", "at");
    assertThat(source.columns().get(0).column().nullable()).isFalse();
    assertThat(source.columns().get(2).path()).containsExactly("a/b", "~");
    assertThat(source.columns().get(2).column().type()).isEqualTo(DataType.decimal(12, 2));
    assertThat(project.viewsOf(source)).hasSize(1);
    assertThat(project.views().get(0).view()).isEqualTo("by_user");
  }

  @Test
  void allErrorsOfAProjectComeAtOnceEachWithItsPlace() throws IOException {
    file(
            "twofold.yaml",
            """
            name: My Shop
            epoc: 10s
            grace: soon
            kafka:
              bootstap: one:9092
            retention:
              generations: 0
            """)
        .file(
            "sources/clicks.yaml",
            """
            topic: clicks
            event_time: att
            colums: 1
            columns:
              - {name: at, type: STRING}
              - {name: user, type: VARCHAR, requird: true}
              - {name: User, type: VARCHAR}
              - {name: a, type: BIGINT, path: a}
              - {name: b, type: BIGINT, path: /user/x}
              - {type: BIGINT}
              - {name: c, type: DECIMAL(20)}
              - {name: d, type: BIGNT}
            """)
        .file("sources/other.yml", SOURCE)
        .file("views/by_user.sql", VIEW)
        .file("views/Bad.sql", VIEW)
        .file("views/wrong.sql", "SELECT x FROM nowhere");
    assertThat(errors(Map.of("kafka.bootstrp", "x")))
        .containsExactly(
            "--set kafka.bootstrp:1:1: Unknown setting kafka.bootstrp. Did you mean"
                + " kafka.bootstrap?",
            "sources/clicks.yaml:2:13: event_time names no column: att. Did you mean at?",
            "sources/clicks.yaml:3:1: Unknown key colums. Did you mean columns?",
            "sources/clicks.yaml:5:22: Unknown type STRING. Use VARCHAR.",
            "sources/clicks.yaml:6:33: Unknown key requird. Did you mean required?",
            "sources/clicks.yaml:7:12: There are two columns User (case does not count in a table)."
                + " Rename one.",
            "sources/clicks.yaml:8:35: The path \"a\" is no JSON pointer. Write \"/time\", or"
                + " \"/geo/country\" for a field of an object.",
            "sources/clicks.yaml:9:35: The columns user and b take the same part of the event. Give"
                + " them different paths.",
            "sources/clicks.yaml:10:5: The key name is missing. Add it, for example \"name:"
                + " channel\".",
            "sources/clicks.yaml:11:21: A DECIMAL has 1 to 18 digits, and a scale within them, not"
                + " DECIMAL(20).",
            "sources/clicks.yaml:12:21: Unknown type BIGNT. Did you mean BIGINT?",
            "sources/other.yml:1:1: Name this file other.yaml.",
            "twofold.yaml:1:7: The name \"My Shop\" must be lower-case letters, digits and _, at"
                + " most 40, a letter first.",
            "twofold.yaml:2:1: Unknown key epoc. Did you mean epoch?",
            "twofold.yaml:3:8: grace must be a positive length of time, a number with ms, s, m, h"
                + " or d (\"10s\"), not \"soon\".",
            "twofold.yaml:5:3: Unknown key kafka.bootstap. Did you mean kafka.bootstrap?",
            "twofold.yaml:7:16: retention.generations must be a whole number from 1 to 10000, not"
                + " \"0\".",
            "views/Bad.sql:1:1: A view is named after its file, and \"Bad\" is no name: use"
                + " lower-case letters, digits and _, at most 63, a letter first.",
            "views/wrong.sql:1:15: Unknown source nowhere. A view reads one source, which a file of"
                + " sources/ defines.");
  }

  @Test
  void yamlThatIsNoneIsReportedWhereItBreaks() throws IOException {
    file("twofold.yaml", "name: shop\nkafka: {bootstrap: [}\n")
        .file("sources/clicks.yaml", "- a\n");
    assertThat(errors(Map.of()))
        .satisfies(
            errors -> {
              assertThat(errors.get(0))
                  .startsWith("sources/clicks.yaml:1:1: Expected keys and values here");
              assertThat(errors)
                  .anySatisfy(
                      e -> assertThat(e).startsWith("twofold.yaml:2:21: This is not YAML: "));
            });
  }

  @Test
  void aFolderThatIsNoProjectSaysWhatIsMissing() {
    assertThat(errors(Map.of()))
        .containsExactly(
            "sources:1:1: The project has no sources. Add one, such as sources/wiki_edits.yaml.",
            "twofold.yaml:1:1: Cannot read "
                + folder.resolve("twofold.yaml").toAbsolutePath()
                + ": there is no such file.");
  }

  @Test
  void sourcesOfAbsurdSizeAreRefused() throws IOException {
    String deep = "/a".repeat(101);
    file("twofold.yaml", "name: shop")
        .file("sources/deep.yaml", SOURCE + "  - {name: deep, type: BIGINT, path: " + deep + "}\n")
        .file(
            "sources/wide.yaml",
            SOURCE
                + IntStream.range(0, 2_000)
                    .mapToObj(i -> "  - {name: c" + i + ", type: BIGINT}\n")
                    .collect(Collectors.joining()));
    assertThat(errors(Map.of()))
        .containsExactly(
            "sources/deep.yaml:7:38: The path is 101 deep. Events may be nested 100 deep.",
            "sources/wide.yaml:4:3: A source has at most 2000 columns, not 2003.");
  }

  @Test
  void anErrorIsOneLineOfSomeLengthWhateverItQuotes() throws IOException {
    file("twofold.yaml", "name: shop\n\"a\\nb\\u202e\": 1\n? " + "x".repeat(9_000) + "\n: 1\n")
        .file("sources/clicks.yaml", SOURCE);
    List<String> errors = errors(Map.of());
    assertThat(errors)
        .anySatisfy(
            error ->
                assertThat(error).startsWith("twofold.yaml:2:1: Unknown key a\\u000ab\\u202e."))
        .allSatisfy(error -> assertThat(error).hasSizeLessThan(2_100));
  }

  @Test
  void doubledKeysAreRefused() throws IOException {
    file("twofold.yaml", "name: shop\nname: shop\n").file("sources/clicks.yaml", SOURCE);
    assertThat(errors(Map.of()))
        .containsExactly("twofold.yaml:2:1: The key name is there twice. Keep one.");
  }
}
