package dev.twofold.endtoend;

import dev.twofold.stack.TestStack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a project's {@code records.txt}, which says how. What becomes of each, its tests say. */
final class WildRecords {
  private static final Pattern MACRO = Pattern.compile("«(?:(\\d+)×([^»]*)|([0-9a-f]+))»");

  private WildRecords() {}

  /** The records of a project of common-logic's tests; null for a tombstone. */
  static List<byte[]> of(String project) throws IOException {
    Path folder = TestStack.home().resolve("common-logic/src/test/resources").resolve(project);
    List<byte[]> records = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("records.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        records.add(value(line.split("\\|", 3)[2]));
      }
    }
    return records;
  }

  private static byte[] value(String text) {
    if (text.equals("«tombstone»")) {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Matcher macro = MACRO.matcher(text);
    int at = 0;
    while (macro.find()) {
      out.writeBytes(utf8(text.substring(at, macro.start())));
      out.writeBytes(
          macro.group(3) == null
              ? utf8(macro.group(2).repeat(Integer.parseInt(macro.group(1))))
              : HexFormat.of().parseHex(macro.group(3)));
      at = macro.end();
    }
    out.writeBytes(utf8(text.substring(at)));
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
