package dev.twofold.cli;

import dev.twofold.stack.LocalStack;
import dev.twofold.stack.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The folder of a project of one source, {@code clicks}, which has no views yet. */
public record ClicksProject(Path folder) {
  /**
   * @param settings the text of {@code twofold.yaml}
   */
  public static ClicksProject create(Path folder, String settings) throws IOException {
    ClicksProject project = new ClicksProject(folder);
    project.write("twofold.yaml", settings);
    project.write(
        "sources/clicks.yaml",
        """
        topic: clicks
        event_time: at
        columns:
          - {name: at, type: TIMESTAMP}
          - {name: page, type: VARCHAR}
          - {name: spent, type: BIGINT}
        """);
    return project;
  }

  public void write(String name, String text) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** Settings of the tests' Cassandra, and of a warehouse in a folder. */
  public static Map<String, String> stores(Path warehouse) {
    LocalStack stack = TestStack.shared();
    return Map.of(
        "cassandra.contact_points",
        stack.cassandra().contactPointText(),
        "cassandra.local_datacenter",
        stack.cassandra().localDatacenter(),
        "warehouse.location",
        warehouse.toString());
  }
}
