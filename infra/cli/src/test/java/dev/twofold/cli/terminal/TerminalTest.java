package dev.twofold.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static final String ERASE = "\r\u001b[2K";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void what_is_under_way_makes_room_for_a_line_and_stays_the_last() {
    Terminal terminal = terminal(20);
    terminal.status("Batch … 2 s");
    terminal.line("é");
    terminal.status("");
    assertThat(out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"))
        .isEqualTo("Batch … 2 s" + ERASE + "é\nBatch … 2 s" + ERASE);
  }

  @Test
  void it_never_takes_a_second_line() {
    terminal(10).status("x".repeat(50));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("x".repeat(9));
  }

  @Test
  void a_file_gets_results_only() {
    Terminal terminal = terminal(0);
    terminal.status("Batch …");
    new ProgressBar(terminal, "edits.json").update(0.5, 100);
    terminal.line("row");
    terminal.note("note");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("row" + System.lineSeparator());
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("note" + System.lineSeparator());
  }

  private Terminal terminal(int columns) {
    return new Terminal(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        columns);
  }
}
