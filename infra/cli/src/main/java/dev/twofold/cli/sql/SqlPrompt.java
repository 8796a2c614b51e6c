package dev.twofold.cli.sql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twofold.cli.CliException;
import dev.twofold.cli.query.AnswerPrinter;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.cli.terminal.Table;
import dev.twofold.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.TerminalBuilder;

/** Asks the serving layer in SQL, one statement after the other, as a person types them. */
public final class SqlPrompt {
  private static final String HELP =
      """
      A statement ends with a semicolon, and may take several lines.

        \\d        the views
        \\d VIEW   its columns
        \\?        this
        \\q        quit, as Ctrl-D does

      Tab completes words, up and down bring back earlier statements, Ctrl-R searches them.""";

  private final ServingClient client;
  private final Terminal output;
  private final LineReader reader;
  private final AnswerPrinter printer;

  /**
   * @param input where statements come from
   * @param history the file that keeps them
   */
  public SqlPrompt(
      ServingClient client, Terminal output, org.jline.terminal.Terminal input, Path history) {
    this.client = client;
    this.output = output;
    this.printer = new AnswerPrinter(output);
    this.reader =
        LineReaderBuilder.builder()
            .terminal(input)
            .parser(new Parser())
            .completer(new SqlCompleter(client))
            .option(LineReader.Option.CASE_INSENSITIVE, true)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .variable(LineReader.HISTORY_FILE, history)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "      > ")
            .build();
  }

  /**
   * Reads statements from the process's terminal until the person quits.
   *
   * @param history the file that keeps what was typed, for the next time
   */
  public static void run(ServingClient client, Terminal output, Path history) {
    output.note("\\? for help, \\q to quit.");
    try (org.jline.terminal.Terminal input = TerminalBuilder.builder().build()) {
      new SqlPrompt(client, output, input, history).readAll();
    } catch (IOException e) {
      throw CliException.failed("This terminal cannot be read: " + e.getMessage());
    }
  }

  /** Answers until the input ends or says to quit. */
  public void readAll() {
    while (true) {
      try {
        String typed = reader.readLine("twofold> ").strip();
        if (typed.equals("\\q")) {
          return;
        }
        answer(typed);
      } catch (UserInterruptException discarded) {
        // The next line is a new statement.
      } catch (EndOfFileException end) {
        return;
      }
    }
  }

  private void answer(String typed) {
    try {
      if (isCommand(typed)) {
        command(typed);
      } else {
        for (String statement : Statements.of(typed).all()) {
          printer.print(client.sql(statement));
        }
      }
    } catch (CliException e) {
      output.note(e.getMessage());
    }
  }

  private static boolean isCommand(String typed) {
    return typed.startsWith("\\");
  }

  private void command(String typed) {
    String[] words = typed.split("\\s+", -1);
    if (typed.equals("\\?")) {
      output.note(HELP);
    } else if (typed.equals("\\d")) {
      views().lines("").forEach(output::line);
    } else if (words[0].equals("\\d") && words.length == 2) {
      columns(words[1]).lines("").forEach(output::line);
    } else {
      output.note("Unknown command " + typed + ": \\? lists them");
    }
  }

  private Table views() {
    Table table = new Table(List.of("VIEW", "SOURCE", "WINDOW", "COLUMNS"));
    for (JsonNode view : client.views()) {
      List<String> names = new ArrayList<>();
      view.path("keys").forEach(key -> names.add(key.path("name").asText()));
      view.path("measures").forEach(measure -> names.add(measure.path("name").asText()));
      table.row(
          List.of(
              view.path("name").asText(),
              view.path("source").path("name").asText(),
              view.path("pane").asText(""),
              String.join(", ", names)));
    }
    return table;
  }

  private Table columns(String name) {
    for (JsonNode view : client.views()) {
      if (view.path("name").asText().equals(name)) {
        return columns(view);
      }
    }
    throw CliException.refused("No view " + name + ": \\d lists them");
  }

  private static Table columns(JsonNode view) {
    Table table = new Table(List.of("COLUMN", "TYPE", "IS"));
    for (JsonNode key : view.path("keys")) {
      table.row(List.of(key.path("name").asText(), key.path("type").asText(), "key"));
    }
    if (!view.path("pane").isNull()) {
      table.row(List.of("window_start", "TIMESTAMP", "start of the window"));
      table.row(List.of("window_end", "TIMESTAMP", "its end, which is not in it"));
    }
    for (JsonNode measure : view.path("measures")) {
      String error = measure.path("error_bound").asText("");
      table.row(
          List.of(
              measure.path("name").asText(),
              measure.path("type").asText(),
              measure.path("error_bound").isNull() ? "measure" : "measure, " + error));
    }
    return table;
  }

  /** A line is whole where its statement is ended; names and words are what is completed. */
  private static final class Parser extends DefaultParser {
    Parser() {
      setQuoteChars(new char[0]);
      setEscapeChars(new char[0]);
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      boolean accepts = context == ParseContext.ACCEPT_LINE;
      if (accepts && !isCommand(line.strip()) && Statements.of(line).isOpen()) {
        throw new EOFError(-1, -1, "The statement has no end yet");
      }
      return super.parse(line, cursor, context);
    }

    @Override
    public boolean isDelimiterChar(CharSequence buffer, int position) {
      return !Character.isUnicodeIdentifierPart(buffer.charAt(position));
    }
  }
}
