package dev.twofold.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.data.Row;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fuzz.Fuzz;
import dev.twofold.fuzz.Mutator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever bytes a project's YAML files hold, it loads, or its errors say where and what. A source
 * that loads decodes any record.
 */
class YamlFuzzTest {
  private static final String VIEW = "SELECT COUNT(*) AS n FROM events";
  private static final List<String> DICTIONARY =
      List.of(
          ("name topic partitions format json event_time columns type path required true false kafka"
                  + " bootstrap properties cassandra contact_points keyspace shards replication"
                  + " warehouse location uri rest retention generations epochs_per_bucket longest_query versions dead_letters epoch grace"
                  + " checkpoint_interval flush_interval TIMESTAMP VARCHAR BIGINT DOUBLE BOOLEAN"
                  + " DECIMAL(18,2) DECIMAL(0,0) STRING 10s 0s 999999999d 1h /a/b /~0~1 / ~ null"
                  + " segments &a *a !!map !!binary !<x> %YAML --- ... | > [] {} <<")
              .split(" "));
  private static final List<String> SETTINGS =
      List.of(
          "name: shop\nepoch: 10s\n",
          """
          name: shop
          epoch: 10s
          grace: 1s # a comment
          kafka: {bootstrap: "one:9092", properties: {security.protocol: SSL}}
          cassandra:
            contact_points: 'a:1,b:2'
            replication: "{'class': 'SimpleStrategy', 'replication_factor': 1}"
            shards: 16
          warehouse:
            type: rest
            uri: http://x
            properties:
              "a b": |
                text
                of lines
          retention: {generations: 20, segments: 8, epochs_per_bucket: 360, longest_query: 10m, versions: 3d, dead_letters: 90d}
          """,
          read("../infra/examples/wikipedia/twofold.yaml"));
  private static final List<String> SOURCES =
      List.of(
          TestViews.resource("events.yaml"),
          read("../infra/examples/wikipedia/sources/wiki_edits.yaml"),
          """
          topic: clicks
          event_time: at
          columns:
            - {name: at, type: timestamp, path: /meta/at}
            - &c
              name: user
              type: VARCHAR
              required: true
            - {name: amount, type: "decimal(12,2)", path: /a~1b/~0}
          """);

  @TempDir private Path folder;

  /** A project of two files, and a setting in place of one of the file's. */
  private record ProjectFiles(byte[] settings, byte[] source, Map<String, String> overrides) {
    @Override
    public String toString() {
      return text(settings) + "\n=====\n" + text(source) + "\n=====\n" + overrides;
    }
  }

  @Test
  void everyProjectLoadsOrIsRefusedWithAPlace() {
    assertThat(fuzz().runFor(Duration.ofSeconds(3))).isPositive();
  }

  @Tag("nightly")
  @Test
  void everyProjectLoadsOrIsRefusedWithAPlaceForLong() {
    assertThat(fuzz().runAnewFor(Fuzz.nightly())).isPositive();
  }

  private Fuzz<ProjectFiles> fuzz() {
    write("views/counts.sql", VIEW.getBytes(StandardCharsets.UTF_8));
    return new Fuzz<>(YamlFuzzTest::project, ProjectFiles::toString, this::check);
  }

  private static ProjectFiles project(Random random) {
    int spoilt = random.nextInt(3);
    return new ProjectFiles(
        spoilt == 0 ? bytes(SETTINGS.get(0)) : spoilt(random, SETTINGS, SOURCES),
        spoilt == 1 ? bytes(SOURCES.get(0)) : spoilt(random, SOURCES, SETTINGS),
        random.nextInt(4) > 0
            ? Map.of()
            : Map.of(
                new Mutator(random, DICTIONARY).mutate("kafka.bootstrap", "cassandra.shards"),
                new Mutator(random, DICTIONARY).mutate("10", "a:b")));
  }

  private static byte[] spoilt(Random random, List<String> of, List<String> others) {
    String other = random.nextBoolean() ? pick(random, of) : pick(random, others);
    byte[] bytes = bytes(new Mutator(random, DICTIONARY).mutate(pick(random, of), other));
    if (random.nextInt(20) == 0 && bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private void check(ProjectFiles files) {
    write("twofold.yaml", files.settings);
    write("sources/events.yaml", files.source);
    Project project;
    try {
      project = Project.load(folder, files.overrides);
    } catch (DefinitionException e) {
      Declared.check(
          e,
          Map.of(
              "twofold.yaml", text(files.settings),
              "sources/events.yaml", text(files.source),
              "views/counts.sql", VIEW));
      return;
    }
    assertThat(project.clock().lengthMillis()).isPositive();
    for (SourceDefinition source : project.sources()) {
      EventDecoder decoder = Project.decoder(source, true);
      Row row = new Row(source.columns().size());
      assertThat(decoder.decode(bytes("{\"x\":{\"y\":[1]}}"), row)).startsWith("column ");
    }
  }

  private void write(String name, byte[] content) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pick(Random random, List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
