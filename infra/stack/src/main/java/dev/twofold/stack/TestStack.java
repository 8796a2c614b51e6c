package dev.twofold.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One local stack for all tests of a JVM: started by the first test that asks, on a fresh folder,
 * ended with the JVM.
 *
 * <p>Tests share it, so each uses topics and keyspaces with names of its own.
 */
public final class TestStack {
  private TestStack() {}

  /** The JVM's stack. */
  public static LocalStack shared() {
    return Holder.STACK;
  }

  /**
   * Root of the repository: the nearest folder above the working one that has the servers' modules.
   *
   * @throws StackException where there is none
   */
  public static Path home() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("infra/kafka/pom.xml"))) {
        return folder;
      }
    }
    throw new StackException("Cannot find the repository above " + start);
  }

  /** A fresh folder for a stack, under the module's target folder. */
  public static Path newState() {
    try {
      Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
      return Files.createTempDirectory(target, "stack-");
    } catch (IOException e) {
      throw new StackException("Cannot make a folder for a test's stack: " + e.getMessage(), e);
    }
  }

  /** Ends a stack at once and deletes its data, not its logs. */
  public static void discard(LocalStack stack) {
    stack.kafka().kill9();
    stack.cassandra().kill9();
    stack.close();
    deleteTree(stack.state().resolve("kafka"));
    deleteTree(stack.state().resolve("cassandra"));
  }

  private static void deleteTree(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new StackException("Cannot delete " + folder + ": " + e.getMessage(), e);
    }
  }

  private static final class Holder {
    static final LocalStack STACK = start();

    private static LocalStack start() {
      LocalStack stack = LocalStack.start(home(), newState());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(stack), "discard-test-stack"));
      return stack;
    }
  }
}
