package dev.twofold.cli.platform;

import dev.twofold.cli.CliException;
import dev.twofold.definition.Settings;
import dev.twofold.stack.LocalStack;
import java.util.HashMap;
import java.util.Map;

/**
 * What a platform on this machine puts in place of a project's settings: none of its stores is
 * elsewhere.
 */
final class LocalSettings {
  private LocalSettings() {}

  /**
   * @throws CliException where the project's settings would reach local stores that do not
   *     understand them
   */
  static void requireFit(Settings settings) {
    if (!settings.kafka().properties().isEmpty() || !settings.warehouse().properties().isEmpty()) {
      throw CliException.refused(
          "twofold.yaml has properties for a Kafka or a warehouse elsewhere (kafka.properties, warehouse.properties), "
              + "which the local ones do not have. Use a copy of the project without them");
    }
  }

  /** Overrides by dotted name. */
  static Map<String, String> of(LocalStack stack, StateFolder state) {
    Map<String, String> settings = new HashMap<>(warehouse(state));
    settings.put("kafka.bootstrap", stack.kafka().bootstrap());
    settings.put("cassandra.contact_points", stack.cassandra().contactPointText());
    settings.put("cassandra.local_datacenter", stack.cassandra().localDatacenter());
    settings.put("cassandra.replication", "{'class': 'SimpleStrategy', 'replication_factor': 1}");
    return settings;
  }

  /** Those of the warehouse, which needs no server. */
  static Map<String, String> warehouse(StateFolder state) {
    return Map.of(
        "warehouse.type",
        "jdbc",
        "warehouse.location",
        state.warehouse().toString(),
        "warehouse.uri",
        "jdbc:sqlite:" + state.warehouse().resolve("catalog.db"));
  }
}
