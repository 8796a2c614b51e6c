package dev.twofold.bench.spark;

import dev.twofold.definition.Project;
import java.nio.file.Path;
import java.util.Map;

/** Loads the project whose rows are folded. */
final class Projects {
  private Projects() {}

  static Project load(String folder, String warehouse) {
    return Project.load(Path.of(folder), Map.of("warehouse.location", warehouse));
  }
}
