package dev.twofold.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much RAM a process holds. */
public final class ResidentMemory {
  private static final String FIELD = "VmRSS:";

  private ResidentMemory() {}

  /** Bytes in RAM of a process; empty where it has ended, or the system is not Linux. */
  public static OptionalLong of(long pid) {
    try {
      return Files.readAllLines(
              Path.of("/proc", Long.toString(pid), "status"), StandardCharsets.UTF_8)
          .stream()
          .filter(line -> line.startsWith(FIELD))
          .mapToLong(ResidentMemory::bytes)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Parses a line such as {@code VmRSS: 1234 kB}. */
  private static long bytes(String line) {
    return Long.parseLong(line.substring(FIELD.length()).replace("kB", "").strip()) * 1024;
  }
}
