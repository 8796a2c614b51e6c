package dev.twofold.cli.platform;

import dev.twofold.definition.Project;
import dev.twofold.stack.JavaCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How the speed layer starts: from its last checkpoint, or cold from where the batch views end. */
record SpeedStart(
    Home home,
    StateFolder state,
    Path projectFolder,
    Map<String, String> settings,
    Project project) {
  JavaCommand command() {
    return Job.SPEED.command(home, state, projectFolder, settings, List.of());
  }
}
