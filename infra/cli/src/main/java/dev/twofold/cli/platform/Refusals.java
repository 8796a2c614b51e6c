package dev.twofold.cli.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which sources the speed layer refuses, by its log; it runs the others meanwhile. */
final class Refusals {
  private static final Pattern REFUSED = Pattern.compile("refused: source (\\S+): (.*)");
  private static final Pattern RUNNING = Pattern.compile("running: source (\\S+), .*");

  private Refusals() {}

  /** Why each that is refused now is, by source name. */
  static Map<String, String> of(Path log) throws IOException {
    Map<String, String> refused = new TreeMap<>();
    for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
      Matcher refusal = REFUSED.matcher(line);
      Matcher running = RUNNING.matcher(line);
      if (refusal.matches()) {
        refused.put(refusal.group(1), refusal.group(2));
      } else if (running.matches()) {
        refused.remove(running.group(1));
      }
    }
    return refused;
  }
}
