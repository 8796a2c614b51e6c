package dev.twofold.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Holds a state folder, so that two launchers never run servers on the same data. The system frees
 * it when its holder dies.
 */
final class StackLock implements AutoCloseable {
  private static final String NAME = "lock";

  private final FileChannel channel;

  private StackLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws StackException where another process, or another stack of this one, holds the folder
   */
  static StackLock take(Path state) {
    try {
      Files.createDirectories(state);
      FileChannel channel = open(state);
      if (!isTaken(channel)) {
        write(channel, Long.toString(ProcessHandle.current().pid()));
        return new StackLock(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw new StackException("Cannot lock the state folder " + state + ": " + e.getMessage(), e);
    }
    throw new StackException(
        "Cannot start the local stack in "
            + state
            + ": process "
            + holder(state)
            + " already runs one there. Stop that one first, or use another state folder.");
  }

  /** True while a launcher holds the folder. */
  static boolean isHeld(Path state) {
    if (!Files.isDirectory(state)) {
      return false;
    }
    try (FileChannel channel = open(state)) {
      return isTaken(channel);
    } catch (IOException e) {
      throw new StackException(
          "Cannot look at the state folder " + state + ": " + e.getMessage(), e);
    }
  }

  private static void write(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(StandardCharsets.US_ASCII.encode(text));
  }

  private static String holder(Path state) {
    try {
      return Files.readString(state.resolve(NAME), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new StackException("Cannot read " + state.resolve(NAME) + ": " + e.getMessage(), e);
    }
  }

  private static FileChannel open(Path state) throws IOException {
    return FileChannel.open(
        state.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StackException("Cannot free the state folder: " + e.getMessage(), e);
    }
  }
}
