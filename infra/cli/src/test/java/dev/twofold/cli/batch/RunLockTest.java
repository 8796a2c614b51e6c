package dev.twofold.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.platform.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One batch run at a time, and none for ever. */
@Timeout(60)
class RunLockTest {
  @TempDir Path folder;

  @Test
  void aSecondRunWaitsForTheFirst() throws Exception {
    StateFolder state = new StateFolder(folder);
    CompletableFuture<Void> second;
    try (RunLock first = RunLock.take(state)) {
      second = CompletableFuture.runAsync(() -> takeAndFree(state));
      Thread.sleep(600);
      assertThat(second).isNotDone();
    }
    second.get(30, TimeUnit.SECONDS);
  }

  @Test
  void aHolderThatIsKilledHoldsUpNobody() throws Exception {
    StateFolder state = new StateFolder(folder);
    Process holder = start();
    try {
      while (!Files.exists(folder.resolve("held"))) {
        Thread.sleep(20);
      }
      CompletableFuture<Void> other = CompletableFuture.runAsync(() -> takeAndFree(state));
      Thread.sleep(600);
      assertThat(other).isNotDone();
      holder.destroyForcibly().waitFor();
      other.get(30, TimeUnit.SECONDS);
    } finally {
      holder.destroyForcibly();
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            folder.toString())
        .inheritIO()
        .start();
  }

  private static void takeAndFree(StateFolder state) {
    try {
      RunLock.take(state).close();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes the lock of a state folder, says so there, and never gives it back. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      try (RunLock lock = RunLock.take(new StateFolder(folder))) {
        Files.createFile(folder.resolve("held"));
        Thread.sleep(Long.MAX_VALUE);
      }
    }
  }
}
