package dev.twofold.stack;

import java.nio.file.Path;

/** A launcher to be killed: starts a stack in the folder that its argument names, and waits. */
final class Launcher {
  private Launcher() {}

  public static void main(String[] args) throws InterruptedException {
    try (LocalStack stack = LocalStack.start(TestStack.home(), Path.of(args[0]))) {
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
