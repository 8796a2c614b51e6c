package dev.twofold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class QueryCommandTest {
  @Test
  void options_become_parameters_of_the_serving_layer() {
    CommandLine command = Twofold.commandLine(new Console().terminal());
    command.parseArgs(
        "query",
        "edits_by_channel",
        "--key",
        "channel=#en.wikipedia",
        "--key",
        "title=a=b",
        "--window",
        "1h",
        "--order",
        "-edits",
        "--limit-per-window",
        "5");
    QueryCommand query = command.getSubcommands().get("query").getCommand();
    assertThat(query.parameters())
        .containsExactly(
            Map.entry("key.channel", "#en.wikipedia"),
            Map.entry("key.title", "a=b"),
            Map.entry("window", "1h"),
            Map.entry("order", "-edits"),
            Map.entry("limit_per_window", "5"));
  }
}
