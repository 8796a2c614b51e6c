package dev.twofold.definition;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads {@code twofold.yaml}: the project's name and its {@link Settings}. */
final class SettingsReader {
  static final String FILE = "twofold.yaml";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");
  private static final String REPLICATION = "{'class': 'SimpleStrategy', 'replication_factor': 1}";
  private static final Set<String> CATALOGS =
      Set.of("jdbc", "rest", "hive", "glue", "hadoop", "nessie");

  /**
   * What the file holds, and its schedule as written, to report at; the name is null where it is
   * missing or bad, and then that was reported.
   */
  record Result(String name, Settings settings, YamlMapping schedule) {}

  private SettingsReader() {}

  static Result read(String text, Map<String, String> overrides, Diagnostics diagnostics) {
    YamlMapping root = YamlMapping.parse(FILE, text, overrides, diagnostics);
    String name = root.requiredText("name", "name: wikipedia");
    if (name != null && !NAME.matcher(name).matches()) {
      root.report(
          "name",
          "The name \""
              + name
              + "\" must be lower-case letters, digits and _, at most 40, a letter first.");
      name = null;
    }
    Duration epoch = root.duration("epoch", Duration.ofHours(1));
    Duration grace = root.duration("grace", Duration.ofSeconds(10));
    Duration checkpointInterval = root.duration("checkpoint_interval", Duration.ofSeconds(5));
    Duration flushInterval = root.duration("flush_interval", Duration.ofMillis(25));
    YamlMapping kafka = root.mapping("kafka");
    YamlMapping cassandra = root.mapping("cassandra");
    YamlMapping warehouse = root.mapping("warehouse");
    YamlMapping retention = root.mapping("retention");
    YamlMapping alerts = root.mapping("alerts");
    YamlMapping schedule = root.mapping("schedule");
    Settings settings =
        new Settings(
            epoch,
            grace,
            checkpointInterval,
            flushInterval,
            new Settings.Kafka(kafka.text("bootstrap"), kafka.mapping("properties").texts()),
            cassandra(cassandra, name),
            warehouse(warehouse),
            new Settings.Retention(
                (int) retention.integer("generations", 10, 1, 10_000),
                (int) retention.integer("segments", 16, 1, 10_000),
                retention.integer("epochs_per_bucket", 24, 1, 1_000_000),
                retention.duration("longest_query", Duration.ofHours(1)),
                retention.duration("versions", Duration.ofDays(7)),
                retention.duration("dead_letters", null)),
            new Settings.Alerts(webhook(alerts)),
            ScheduleReader.read(schedule));
    Set<String> names = new TreeSet<>();
    for (YamlMapping mapping :
        new YamlMapping[] {root, kafka, cassandra, warehouse, retention, alerts, schedule}) {
      mapping.finish();
      names.addAll(mapping.knownNames());
    }
    checkOverrides(names, overrides, diagnostics);
    return new Result(name, settings, schedule);
  }

  private static Settings.Cassandra cassandra(YamlMapping yaml, String name) {
    String keyspace = yaml.text("keyspace", name);
    if (keyspace != null && !keyspace.matches("[a-z][a-z0-9_]{0,47}")) {
      yaml.report(
          "keyspace",
          "The keyspace \""
              + keyspace
              + "\" must be lower-case letters, digits and _, at most 48.");
    }
    return new Settings.Cassandra(
        yaml.text("contact_points"),
        yaml.text("local_datacenter", "datacenter1"),
        keyspace,
        yaml.text("username"),
        yaml.text("password"),
        yaml.text("replication", REPLICATION),
        (int) yaml.integer("shards", 16, 1, 4096));
  }

  private static Settings.Warehouse warehouse(YamlMapping yaml) {
    String type = yaml.text("type", "jdbc");
    if (!CATALOGS.contains(type) && !type.contains(".")) {
      yaml.report(
          "type",
          "Unknown catalog \""
              + type
              + "\"."
              + Suggestion.hint(type, new TreeSet<>(CATALOGS))
              + " Any other catalog goes by its Java class name.");
    }
    String location = yaml.text("location");
    String uri = yaml.text("uri");
    if (uri == null && location != null && type.equals("jdbc")) {
      uri = "jdbc:sqlite:" + location + "/catalog.db";
    }
    return new Settings.Warehouse(type, uri, location, yaml.mapping("properties").texts());
  }

  private static String webhook(YamlMapping yaml) {
    String webhook = yaml.text("webhook");
    if (webhook != null && !webhook.matches("https?://[^/\\s]+(/\\S*)?")) {
      yaml.report("webhook", "The webhook \"" + webhook + "\" must be a URL of http or https.");
    }
    return webhook;
  }

  private static void checkOverrides(
      Set<String> names, Map<String, String> overrides, Diagnostics diagnostics) {
    for (String name : overrides.keySet()) {
      boolean free =
          name.startsWith("kafka.properties.") || name.startsWith("warehouse.properties.");
      if (!free && !names.contains(name)) {
        diagnostics.add(
            "--set " + name, 1, 1, "Unknown setting " + name + "." + Suggestion.hint(name, names));
      }
    }
  }
}
