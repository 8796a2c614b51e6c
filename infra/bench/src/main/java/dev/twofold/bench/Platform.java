package dev.twofold.bench;

import java.io.IOException;
import java.io.Reader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** The whole of Twofold on this machine, started as a user does: by {@code ./twofold up}. */
final class Platform implements AutoCloseable {
  private static final long READY_SECONDS = 180;
  private static final long STOP_SECONDS = 60;
  private static final long POLL_MILLIS = 20;

  private final Workplace place;
  private final Path state;
  private final Process up;
  private final double readySeconds;
  private final Properties runtime;

  private Platform(
      Workplace place, Path state, Process up, double readySeconds, Properties runtime) {
    this.place = place;
    this.state = state;
    this.up = up;
    this.readySeconds = readySeconds;
    this.runtime = runtime;
  }

  /** Starts it with the project of the stream benchmarks, and returns when it is ready. */
  static Platform start(Workplace place, Path state, int port)
      throws IOException, InterruptedException {
    List<String> arguments =
        List.of("up", place.project("stream").toString(), "--port", Integer.toString(port));
    Path runtimeFile = state.resolve("runtime.properties");
    Files.deleteIfExists(runtimeFile);
    long start = System.nanoTime();
    Process up = command(place, state, arguments);
    while (!Files.exists(runtimeFile)) {
      double seconds = (System.nanoTime() - start) / 1e9;
      if (!up.isAlive() || seconds > READY_SECONDS) {
        up.destroy();
        throw new IllegalStateException(
            "twofold up was not ready after "
                + Math.round(seconds)
                + " s. Read "
                + place.log("twofold-up"));
      }
      Thread.sleep(POLL_MILLIS);
    }
    double readySeconds = (System.nanoTime() - start) / 1e9;
    Properties runtime = new Properties();
    try (Reader reader = Files.newBufferedReader(runtimeFile, StandardCharsets.UTF_8)) {
      runtime.load(reader);
    }
    return new Platform(place, state, up, readySeconds, runtime);
  }

  /** Starts {@code ./twofold} with these arguments; what it prints goes to a log. */
  private static Process command(Workplace place, Path state, List<String> arguments)
      throws IOException {
    List<String> line = new ArrayList<>(List.of(place.home().resolve("twofold").toString()));
    line.addAll(arguments);
    line.addAll(List.of("--state", state.toString()));
    Path log = place.log("twofold-" + arguments.get(0));
    Files.createDirectories(log.getParent());
    return new ProcessBuilder(line)
        .directory(place.home().toFile())
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Starts a batch run. */
  Process batchRun() throws IOException {
    return command(place, state, List.of("batch", "run"));
  }

  /** From the start of the command until the platform served, seconds. */
  double readySeconds() {
    return readySeconds;
  }

  long pid() {
    return up.pid();
  }

  String bootstrap() {
    return runtime.getProperty("set.kafka.bootstrap");
  }

  /** URL of the serving layer, without a slash at its end. */
  String serving() {
    return runtime.getProperty("serving").replaceAll("/$", "");
  }

  @Override
  public void close() {
    up.destroy();
    try {
      if (!up.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        up.destroyForcibly();
      }
    } catch (InterruptedException e) {
      up.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
