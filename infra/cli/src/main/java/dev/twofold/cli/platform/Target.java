package dev.twofold.cli.platform;

import dev.twofold.definition.Project;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a command works on: a project, with what this machine adds to its settings.
 *
 * @param settings overrides by dotted name
 */
public record Target(Path projectFolder, Map<String, String> settings) {
  public Target {
    settings = Map.copyOf(settings);
  }

  /**
   * The project as the running platform runs it; where none runs, as its own settings say, with the
   * warehouse in the state folder unless they name one.
   */
  public static Target of(StateFolder state, Path projectFolder) {
    Running running =
        Running.find(state).filter(found -> found.project().equals(projectFolder)).orElse(null);
    if (running != null) {
      return new Target(projectFolder, running.settings());
    }
    Map<String, String> settings = new TreeMap<>();
    if (Project.load(projectFolder, Map.of()).settings().warehouse().location() == null) {
      settings.put("warehouse.location", state.warehouse().toString());
    }
    return new Target(projectFolder, settings);
  }

  public Project load() {
    return Project.load(projectFolder, settings);
  }
}
