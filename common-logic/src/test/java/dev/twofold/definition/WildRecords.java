package dev.twofold.definition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The records of {@code wild/records.txt}, which says how to read it. */
final class WildRecords {
  static final Path PROJECT = Path.of("src/test/resources/wild");

  private static final Pattern MACRO = Pattern.compile("«(?:(\\d+)×([^»]*)|([0-9a-f]+))»");

  /**
   * @param outcome "counts", or the reason of the dead letter
   * @param value null for a tombstone
   */
  record Wild(String name, String outcome, byte[] value) {
    boolean counts() {
      return outcome.equals("counts");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private WildRecords() {}

  static List<Wild> all() {
    try {
      return Files.readAllLines(PROJECT.resolve("records.txt")).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\\|", 3))
          .map(parts -> new Wild(parts[0].strip(), parts[1].strip(), value(parts[2])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
