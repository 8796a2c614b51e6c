package dev.twofold.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.cli.CliException;
import dev.twofold.stack.ProcessId;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningTest {
  @TempDir private Path folder;

  @Test
  void what_was_written_is_found_until_it_is_forgotten() {
    StateFolder state = new StateFolder(folder);
    Running running =
        Running.byThisProcess(
            Path.of("/a b/project"),
            "http://127.0.0.1:8080",
            Map.of("kafka.bootstrap", "127.0.0.1:1=2"));
    running.write(state);
    assertThat(Running.find(state)).contains(running);
    Running.forget(state);
    assertThat(Running.find(state)).isEmpty();
    assertThatThrownBy(() -> Running.require(state))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("./twofold up");
  }

  @Test
  void a_pid_that_another_process_has_by_now_is_not_the_platform() {
    StateFolder state = new StateFolder(folder);
    ProcessId self = ProcessId.of(ProcessHandle.current().pid());
    new Running(
            new ProcessId(self.pid(), self.started() - 1),
            Path.of("/p"),
            "http://127.0.0.1:1",
            Map.of())
        .write(state);
    assertThat(Running.find(state)).isEmpty();
  }
}
