package dev.twofold.cli.platform;

import dev.twofold.batch.views.RefusedException;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.DefinitionException;
import dev.twofold.definition.Project;
import dev.twofold.definition.Settings;
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
    if (sound(projectFolder, settings).settings().warehouse().location() == null) {
      settings.put("warehouse.location", state.warehouse().toString());
    }
    return new Target(projectFolder, settings);
  }

  /** The project of a running platform. */
  public static Target of(Running running) {
    return new Target(running.project(), running.settings());
  }

  private static Project sound(Path projectFolder, Map<String, String> settings) {
    Project.Inspection folder = Project.inspect(projectFolder, settings);
    return folder.sound().orElseThrow(() -> new DefinitionException(folder.errors()));
  }

  /**
   * The settings, whatever else the folder has.
   *
   * @throws DefinitionException where they have errors
   */
  public Settings effectiveSettings() {
    return sound(projectFolder, settings).settings();
  }

  /**
   * The project as it is deployed; as its folder has it before the first deployment.
   *
   * @throws DefinitionException where the settings have errors; before the first deployment, also
   *     where the rest of the folder has
   */
  public Project load() {
    return Project.loadDeployed(projectFolder, settings, Warehouse::deployedOf);
  }

  /**
   * As {@link #load}; what of the folder is sound where the warehouse cannot be asked, for those
   * who do not need it.
   */
  public Project loadWithoutWarehouse() {
    try {
      return load();
    } catch (RefusedException damaged) {
      return sound(projectFolder, settings);
    }
  }

  /**
   * The project as its folder has it.
   *
   * @throws DefinitionException where it has errors
   */
  public Project wanted() {
    return Project.load(projectFolder, settings);
  }
}
