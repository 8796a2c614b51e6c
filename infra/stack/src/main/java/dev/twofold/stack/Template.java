package dev.twofold.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes a server's configuration files from the templates in this package's resources. */
final class Template {
  private Template() {}

  /** Replaces each {@code @name@} and writes the file into the folder; returns its path. */
  static Path write(String template, Path folder, Map<String, String> values) {
    Path file = folder.resolve(template);
    try (InputStream input = Template.class.getResourceAsStream(template)) {
      String text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace("@" + value.getKey() + "@", value.getValue());
      }
      Files.createDirectories(folder);
      return Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StackException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
