package dev.twofold.cli.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {
  private static final String TEXT = "{\"a\":1}\n\n{\"b\":\"é\"}\r\n{\"c\":3}";

  @TempDir private Path folder;

  @Test
  void plain_lines_come_without_their_ends_and_empty_ones_not_at_all() throws IOException {
    assertThat(all(Lines.of(new ByteArrayInputStream(TEXT.getBytes(StandardCharsets.UTF_8)))))
        .containsExactly("{\"a\":1}", "{\"b\":\"é\"}", "{\"c\":3}");
  }

  @Test
  void gzip_is_told_by_its_first_bytes_and_members_may_follow_each_other() throws IOException {
    Path file = folder.resolve("edits");
    try (OutputStream raw = Files.newOutputStream(file)) {
      for (String part : List.of("1\n2\n", "3\n")) {
        GZIPOutputStream gzip = new GZIPOutputStream(raw);
        gzip.write(part.getBytes(StandardCharsets.UTF_8));
        gzip.finish();
      }
    }
    assertThat(all(Lines.of(file))).containsExactly("1", "2", "3");
  }

  @Test
  void a_file_read_to_its_end_is_wholly_done() throws IOException {
    Path file = Files.writeString(folder.resolve("edits"), TEXT, StandardCharsets.UTF_8);
    try (Lines lines = Lines.of(file)) {
      while (lines.next() != null) {
        assertThat(lines.fraction()).isBetween(0.0, 1.0);
      }
      assertThat(lines.fraction()).isEqualTo(1);
    }
  }

  @Test
  void nothing_holds_no_lines() throws IOException {
    assertThat(all(Lines.of(new ByteArrayInputStream(new byte[0])))).isEmpty();
    assertThat(all(Lines.of(new ByteArrayInputStream(new byte[] {'\n', '\n'})))).isEmpty();
  }

  private static List<String> all(Lines lines) throws IOException {
    List<String> all = new ArrayList<>();
    try (lines) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        all.add(new String(line, StandardCharsets.UTF_8));
      }
    }
    return all;
  }
}
