package dev.twofold.cli.platform;

import dev.twofold.cli.CliException;
import dev.twofold.stack.ProcessId;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A platform that runs: who owns it and how to reach it. Written by {@code up}, read by the other
 * commands.
 *
 * @param owner the {@code up} or {@code demo} that started it
 * @param project the project folder
 * @param serving URL of the serving layer
 * @param settings overrides of the project's settings, by dotted name
 */
public record Running(ProcessId owner, Path project, String serving, Map<String, String> settings) {
  private static final String SETTING = "set.";

  public Running {
    settings = Map.copyOf(settings);
  }

  /** What this process starts. */
  public static Running byThisProcess(Path project, String serving, Map<String, String> settings) {
    return new Running(ProcessId.of(ProcessHandle.current().pid()), project, serving, settings);
  }

  /** The platform of this state folder; empty where none runs. */
  public static Optional<Running> find(StateFolder state) {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(state.runtimeFile(), StandardCharsets.UTF_8)) {
      read.load(reader);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + state.runtimeFile(), e);
    }
    Map<String, String> settings = new TreeMap<>();
    for (String name : read.stringPropertyNames()) {
      if (name.startsWith(SETTING)) {
        settings.put(name.substring(SETTING.length()), read.getProperty(name));
      }
    }
    Running running =
        new Running(
            new ProcessId(
                Long.parseLong(read.getProperty("pid")),
                Long.parseLong(read.getProperty("started"))),
            Path.of(read.getProperty("project")),
            read.getProperty("serving"),
            settings);
    return Optional.of(running).filter(found -> found.owner().running().isPresent());
  }

  /**
   * The platform of this state folder.
   *
   * @throws CliException where none runs
   */
  public static Running require(StateFolder state) {
    return find(state)
        .orElseThrow(
            () ->
                CliException.failed(
                    "Not running (state folder " + state.root() + "): start it with ./twofold up"));
  }

  /** Writes it where {@link #find} reads it; readers see the whole or nothing. */
  public void write(StateFolder state) {
    Properties properties = new Properties();
    properties.setProperty("pid", Long.toString(owner.pid()));
    properties.setProperty("started", Long.toString(owner.started()));
    properties.setProperty("project", project.toString());
    properties.setProperty("serving", serving);
    settings.forEach((name, value) -> properties.setProperty(SETTING + name, value));
    Path partial = state.runtimeFile().resolveSibling("runtime.properties.partial");
    try {
      try (Writer writer = Files.newBufferedWriter(partial, StandardCharsets.UTF_8)) {
        properties.store(writer, "The platform that runs on this state folder");
      }
      Files.move(partial, state.runtimeFile(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + state.runtimeFile(), e);
    }
  }

  public static void forget(StateFolder state) {
    try {
      Files.deleteIfExists(state.runtimeFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + state.runtimeFile(), e);
    }
  }
}
