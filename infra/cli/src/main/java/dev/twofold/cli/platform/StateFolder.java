package dev.twofold.cli.platform;

import java.nio.file.Path;

/**
 * The one folder that holds all that a platform on this machine keeps. Deleting it, while nothing
 * runs, resets it.
 */
public record StateFolder(Path root) {
  public StateFolder {
    root = root.toAbsolutePath().normalize();
  }

  /** Root of the master dataset and of the batch views, and their catalog. */
  public Path warehouse() {
    return root.resolve("warehouse");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  /** Where processes run, one folder each. */
  public Path work(String process) {
    return root.resolve("work").resolve(process);
  }

  /** Where {@code up} says how to reach what it started. */
  public Path runtimeFile() {
    return root.resolve("runtime.properties");
  }
}
