package dev.twofold.cli.platform;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.cli.batch.RealtimeErasure;
import dev.twofold.definition.Project;
import dev.twofold.epoch.Position;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.stack.JavaCommand;
import dev.twofold.view.Generation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the speed layer starts: from its last checkpoint; where it has none that fits, cold from the
 * earliest seam of a generation that can still be queried, so that its rows answer for all that any
 * generation does not hold.
 */
record SpeedStart(
    Home home,
    StateFolder state,
    Path projectFolder,
    Map<String, String> settings,
    Project project) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The command, with where a cold start begins as it is now. */
  JavaCommand command() {
    List<String> arguments = new ArrayList<>();
    try (Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name())) {
      Project now = project.as(warehouse.deployed());
      for (SourceDefinition source : now.sources()) {
        // A keyspace may be younger than what the master dataset is to be without.
        new RealtimeErasure(now, source).announce();
        List<Generation> seams = seams(warehouse, now.versionsOf(source));
        if (!seams.isEmpty()) {
          arguments.addAll(List.of("--from", source.name() + "=" + json(seams)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the warehouse", e);
    }
    return Job.SPEED
        .command(home, state, projectFolder, settings, List.of())
        .withArguments(arguments);
  }

  /**
   * One generation a seam, from the earliest on: the speed layer takes the first whose records
   * Kafka still has. Empty where a view has none: then it has to fold all that Kafka holds.
   */
  private static List<Generation> seams(Warehouse warehouse, List<Fold> views) {
    List<Generation> all = new ArrayList<>();
    for (Fold view : views) {
      List<Generation> generations =
          warehouse.findView(view).map(BatchViewTable::generations).orElse(List.of());
      if (generations.isEmpty()) {
        return List.of();
      }
      all.addAll(generations);
    }
    // By seam, not by number: what was published after a rollback may reach less far than what was
    // before it.
    TreeMap<Long, Generation> bySeam = new TreeMap<>();
    all.forEach(generation -> bySeam.putIfAbsent(generation.through(), generation));
    return List.copyOf(bySeam.values());
  }

  static String json(List<Generation> generations) {
    ArrayNode list = JSON.createArrayNode();
    generations.forEach(generation -> describe(generation, list.addObject()));
    return list.toString();
  }

  private static void describe(Generation generation, ObjectNode root) {
    root.put("through", generation.through());
    root.put("topic_id", generation.topicId());
    var partitions = root.putArray("partitions");
    for (Position position : new TreeMap<>(generation.positions()).values()) {
      partitions
          .addObject()
          .put("partition", position.partition())
          .put("next_offset", position.nextOffset())
          .put("epoch", position.epoch())
          .put("leader_epoch", position.leaderEpoch());
    }
  }
}
