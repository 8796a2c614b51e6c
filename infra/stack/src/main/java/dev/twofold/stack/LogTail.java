package dev.twofold.stack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file, for messages. */
final class LogTail {
  private static final int LINES = 15;
  private static final int MAX_BYTES = 8192;

  private LogTail() {}

  /** At most 15 lines, each indented; says so where there are none. */
  static String of(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(MAX_BYTES, file.length())];
      file.seek(file.length() - end.length);
      file.readFully(end);
      List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
      return last.isEmpty() ? "  (it is empty)" : "  " + String.join("\n  ", last);
    } catch (IOException e) {
      return "  (it cannot be read: " + e.getMessage() + ")";
    }
  }
}
