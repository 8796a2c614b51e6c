package dev.twofold.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * The stack that runs in a state folder, as other processes see it.
 *
 * @param bootstrap of Kafka, {@code host:port}
 * @param contactPoint of Cassandra, {@code host:port}
 */
public record StackFile(
    ProcessId launcher,
    ProcessId kafka,
    String bootstrap,
    ProcessId cassandra,
    String contactPoint) {
  private static final String NAME = "stack.properties";

  /** The stack that serves from a state folder now; empty where none does, or it still starts. */
  public static Optional<StackFile> running(Path state) {
    return StackLock.isHeld(state)
        ? read(state).filter(file -> file.launcher().running().isPresent())
        : Optional.empty();
  }

  private static Optional<StackFile> read(Path state) {
    Path file = state.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new StackException("Cannot read " + file + ": " + e.getMessage(), e);
    }
    return Optional.of(
        new StackFile(
            ProcessId.parse(properties.getProperty("launcher")),
            Server.lastProcess(state.resolve(KafkaServer.FOLDER)).orElseThrow(),
            properties.getProperty("kafka.bootstrap"),
            Server.lastProcess(state.resolve(CassandraServer.FOLDER)).orElseThrow(),
            properties.getProperty("cassandra.contact_point")));
  }

  /** Says that this process now serves from the folder, at these addresses. */
  static void write(Path state, String bootstrap, String contactPoint) {
    Properties properties = new Properties();
    properties.setProperty("launcher", ProcessId.of(ProcessHandle.current().pid()).toString());
    properties.setProperty("kafka.bootstrap", bootstrap);
    properties.setProperty("cassandra.contact_point", contactPoint);
    Path temporary = state.resolve(NAME + ".new");
    try {
      try (Writer writer = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
        properties.store(writer, "The local stack that runs, or ran last, in this folder");
      }
      Files.move(temporary, state.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StackException("Cannot write " + temporary + ": " + e.getMessage(), e);
    }
  }
}
