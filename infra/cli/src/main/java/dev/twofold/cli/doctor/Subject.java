package dev.twofold.cli.doctor;

import dev.twofold.batch.views.Warehouse;
import dev.twofold.cli.platform.Running;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.definition.DefinitionException.Diagnostic;
import dev.twofold.definition.Project;
import dev.twofold.definition.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which platform is examined.
 *
 * @param project what is deployed; before that, what of the folder is sound
 * @param errors what of the folder is not
 */
record Subject(
    StateFolder state,
    Path projectFolder,
    Optional<Running> running,
    Project project,
    List<Diagnostic> errors) {
  private static final int DEFAULT_PORT = 8080;

  /**
   * As the running platform runs the project; where none runs, as its own settings say, with the
   * warehouse in the state folder unless they name one.
   */
  static Subject of(StateFolder state, Path projectFolder) {
    Optional<Running> running =
        Running.find(state).filter(found -> found.project().equals(projectFolder));
    Map<String, String> settings = new TreeMap<>(running.map(Running::settings).orElse(Map.of()));
    Project.Inspection inspection = Project.inspect(projectFolder, settings);
    boolean namesNoWarehouse =
        inspection
            .sound()
            .filter(sound -> sound.settings().warehouse().location() != null)
            .isEmpty();
    if (running.isEmpty() && namesNoWarehouse) {
      settings.put("warehouse.location", state.warehouse().toString());
      inspection = Project.inspect(projectFolder, settings);
    }
    return new Subject(
        state,
        projectFolder,
        running,
        inspection.sound().map(Subject::deployed).orElse(null),
        inspection.errors());
  }

  /** Where the warehouse cannot be asked, as {@link WarehouseCheck} tells, the folder's. */
  private static Project deployed(Project folder) {
    try {
      return folder.as(Warehouse.deployedOf(folder));
    } catch (RuntimeException e) {
      return folder;
    }
  }

  /** Whether anything but the project's errors can be looked at. */
  boolean hasSettings() {
    return project != null;
  }

  Settings settings() {
    return project.settings();
  }

  /** The command that starts the local platform on this project and state again. */
  String up() {
    int port = running.map(found -> URI.create(found.serving()).getPort()).orElse(DEFAULT_PORT);
    return "./twofold up "
        + projectFolder
        + " --state "
        + state.root()
        + (port == DEFAULT_PORT ? "" : " --port " + port);
  }

  /** Whether the project's own settings name stores, and no local platform runs on it. */
  boolean isElsewhere() {
    return running.isEmpty() && settings().kafka().bootstrap() != null;
  }

  /** What starts the speed layer, or starts it again. */
  String startSpeed() {
    if (isElsewhere()) {
      return "dev.twofold.speed.job.SpeedJob"
          + options()
          + "   # by itself, or by flink run, as it was started before";
    }
    return running.isPresent() ? restart() : up();
  }

  String restart() {
    return "./twofold down --state " + state.root() + "; " + up();
  }

  /** The options by which a command finds the same project and state. */
  String options() {
    return " --project " + projectFolder + " --state " + state.root();
  }
}
