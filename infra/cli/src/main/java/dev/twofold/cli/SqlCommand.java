package dev.twofold.cli;

import dev.twofold.cli.query.AnswerPrinter;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the serving layer in SQL. */
@Command(
    name = "sql",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Answer a SELECT over the views of the running platform, as POST /v1/sql does. Each view is a table: "
            + "its keys, window_start and window_end, its measures. MERGE(measure) gives a measure of fewer keys or wider windows.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold sql \"SELECT channel, MERGE(edits) AS edits FROM edits_by_channel GROUP BY channel ORDER BY edits DESC LIMIT 10\"",
      "  ./twofold sql --format csv \"SELECT * FROM human_activity WHERE window_start >= TIMESTAMP '2015-09-12 12:00:00'\"",
      "  ./twofold sql < report.sql"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:answered",
      "1:not running, or no answer",
      "2:the statement cannot be answered: the message says why"
    })
final class SqlCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "STATEMENT",
      description = "A SELECT. Default: what is read from the standard input.")
  private String statement;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table (the default), json or csv.")
  private AnswerFormat format;

  @Mixin private StateOptions state;

  SqlCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    String sql =
        statement == null
            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
            : statement;
    ServingClient client = new ServingClient(state.running().serving());
    switch (format) {
      case TABLE -> new AnswerPrinter(terminal).print(client.sql(sql));
      case JSON -> terminal.raw(client.sqlText(sql, "application/json"));
      case CSV -> terminal.raw(client.sqlText(sql, "text/csv"));
    }
    return ExitCodes.OK;
  }
}
