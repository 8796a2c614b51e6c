package dev.twofold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir private Path folder;

  private final Console console = new Console();

  @Test
  void every_command_describes_itself_and_shows_an_example() {
    for (CommandLine command : Twofold.commandLine(console.terminal()).getSubcommands().values()) {
      String help = command.getUsageMessage();
      assertThat(help)
          .as(command.getCommandName())
          .contains("Examples:")
          .contains("./twofold " + command.getCommandName());
      assertThat(command.getCommandSpec().usageMessage().exitCodeList())
          .as(command.getCommandName())
          .isNotEmpty();
    }
  }

  @Test
  void help_is_no_error() {
    assertThat(console.run("query", "--help")).isEqualTo(ExitCodes.OK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "querry",
        "query",
        "query v --format xml",
        "query v --key channel",
        "ingest",
        "batch",
        "rollback v",
        "rollback v 3 --release",
        "rollback v three",
        "recompute",
        "recompute v --from noon",
        "forget",
        "forget wiki_edits",
        "reconcile v --wait long",
        "up --port many",
        "demo --no-such-option"
      })
  void wrong_usage_is_refused_in_two_lines_that_name_the_help(String arguments) {
    int exitCode = console.run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    assertThat(exitCode).isEqualTo(ExitCodes.REFUSED);
    assertThat(console.err()).startsWith("twofold: ").contains("--help").doesNotContain("\tat ");
    assertThat(console.err().lines().count()).isLessThanOrEqualTo(3);
    assertThat(console.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "query edits_by_channel"})
  void what_needs_a_running_platform_says_how_to_start_one(String arguments) {
    assertThat(console.run((arguments + " --state " + folder).split(" ")))
        .isEqualTo(ExitCodes.FAILED);
    assertThat(console.err()).contains("Not running").contains("./twofold up");
  }

  @Test
  void nothing_to_stop_is_no_error() {
    assertThat(console.run("down", "--state", folder.toString())).isEqualTo(ExitCodes.OK);
    assertThat(console.out()).contains("Nothing runs on");
  }

  @Test
  void ingest_sends_nothing_where_one_of_its_files_is_missing() throws Exception {
    Path there = Files.writeString(folder.resolve("there.json"), "{}\n", StandardCharsets.UTF_8);
    int exitCode =
        console.run(
            "ingest",
            there.toString(),
            folder.resolve("missing.json").toString(),
            "--state",
            folder.toString());
    assertThat(exitCode).isEqualTo(ExitCodes.REFUSED);
    assertThat(console.err()).contains("missing.json").contains("nothing was sent");
  }

  @Test
  void check_prints_every_error_with_its_place() throws Exception {
    write("twofold.yaml", "name: shop\nepoc: 1h\n");
    write(
        "sources/orders.yaml",
        "topic: orders\npartitions: 1\nformat: json\nevent_time: at\ncolumns:\n"
            + "  - {name: at, type: TIMESTAMP, required: true}\n  - {name: total, type: BIGINT}\n");
    write("views/totals.sql", "SELECT SUM(totl) AS total FROM orders\n");
    assertThat(
            console.run("check", folder.toString(), "--state", folder.resolve("state").toString()))
        .isEqualTo(ExitCodes.REFUSED);
    assertThat(console.out())
        .contains(folder.resolve("twofold.yaml") + ":2:1: ")
        .contains(folder.resolve("views/totals.sql") + ":1:12: ")
        .contains("2 errors");
  }

  private void write(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
