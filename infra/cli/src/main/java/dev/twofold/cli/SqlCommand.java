package dev.twofold.cli;

import dev.twofold.cli.query.AnswerPrinter;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.cli.sql.SqlPrompt;
import dev.twofold.cli.sql.Statements;
import dev.twofold.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
      "  ./twofold sql < report.sql",
      "  ./twofold sql                        a prompt, where a person types"
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
      description =
          "A SELECT, or several with semicolons between them. Default: what is read from the standard input; "
              + "a prompt where that is a terminal.")
  private String text;

  @Option(
      names = {"-e", "--execute"},
      paramLabel = "STATEMENT",
      description = "The same; may be given several times.")
  private List<String> more = new ArrayList<>();

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
    ServingClient client = new ServingClient(state.running().serving());
    if (text == null && more.isEmpty() && isTyped()) {
      SqlPrompt.run(client, terminal, state.state().root().resolve("sql.history"));
      return ExitCodes.OK;
    }
    for (String statement : statements()) {
      answer(client, statement);
    }
    return ExitCodes.OK;
  }

  /** The launcher script says whether a person types. */
  private boolean isTyped() {
    return terminal.isInteractive() && Boolean.getBoolean("twofold.typed");
  }

  /** In the order in which they were given. */
  private List<String> statements() throws IOException {
    List<String> texts = new ArrayList<>();
    if (text != null) {
      texts.add(text);
    }
    texts.addAll(more);
    if (texts.isEmpty()) {
      texts.add(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
    }
    List<String> statements =
        texts.stream().flatMap(each -> Statements.of(each).all().stream()).toList();
    if (statements.isEmpty()) {
      throw CliException.refused("There is no statement to answer");
    }
    return statements;
  }

  private void answer(ServingClient client, String statement) {
    switch (format) {
      case TABLE -> new AnswerPrinter(terminal).print(client.sql(statement));
      case JSON -> terminal.raw(client.sqlText(statement, "application/json"));
      case CSV -> terminal.raw(client.sqlText(statement, "text/csv"));
    }
  }
}
