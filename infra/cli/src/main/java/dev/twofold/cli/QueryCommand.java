package dev.twofold.cli;

import dev.twofold.cli.query.Answer;
import dev.twofold.cli.query.AnswerPrinter;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the serving layer. */
@Command(
    name = "query",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Ask a view of the running platform, as GET /v1/views/VIEW does.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold query edits_by_channel --key channel=#en.wikipedia --window 1h",
      "  ./twofold query edits_by_channel --window all --order -edits --limit 10",
      "  ./twofold query added_by_robot --from 2015-09-12T10:00:00Z --to 2015-09-12T14:00:00Z --window 2h --slide 30m",
      "  ./twofold query human_activity --window 1h --layer batch --format csv"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:answered",
      "1:not running, or no answer",
      "2:the view cannot answer that: the message says why"
    })
final class QueryCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "VIEW", description = "The view's name.")
  private String view;

  @Option(
      names = "--key",
      paramLabel = "COLUMN=VALUE",
      description = "Only keys whose column has this value. Once a column.")
  private List<String> keys = List.of();

  @Option(
      names = "--by",
      paramLabel = "COLUMNS",
      description = "Group by these key columns only, comma-separated.")
  private String by;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Windows from this event time on: 2015-09-12T13:00:00Z, 2015-09-12.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Up to this event time, which is not included.")
  private String to;

  @Option(
      names = "--window",
      paramLabel = "LENGTH",
      description = "Length of the windows, a multiple of the view's: 15m, 1h, 1d; or all.")
  private String window;

  @Option(
      names = "--slide",
      paramLabel = "STEP",
      description = "From one window's start to the next, for windows that overlap.")
  private String slide;

  @Option(
      names = "--order",
      paramLabel = "COLUMNS",
      description = "Sort by these, comma-separated; -COLUMN for the largest first.")
  private String order;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many rows.")
  private String limit;

  @Option(
      names = "--limit-per-window",
      paramLabel = "N",
      description = "At most so many rows of each window.")
  private String limitPerWindow;

  @Option(
      names = "--layer",
      paramLabel = "LAYER",
      description = "merged (the default), batch or speed.")
  private String layer;

  @Option(
      names = "--generation",
      paramLabel = "N",
      description = "Of the batch view, instead of the current one.")
  private String generation;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table (the default), json or csv.")
  private AnswerFormat format;

  @Mixin private StateOptions state;

  QueryCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Map.Entry<String, String>> parameters = parameters();
    ServingClient client = new ServingClient(state.running().serving());
    if (format == AnswerFormat.TABLE) {
      Answer answer = client.query(view, parameters);
      new AnswerPrinter(terminal).print(answer);
    } else {
      parameters.add(Map.entry("format", format.name().toLowerCase(Locale.ROOT)));
      String body = client.text(client.queryUri(view, parameters), "*/*");
      terminal.raw(body.endsWith("\n") ? body : body + "\n");
    }
    return ExitCodes.OK;
  }

  /** As the serving layer takes them. */
  List<Map.Entry<String, String>> parameters() {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    for (String key : keys) {
      int equals = key.indexOf('=');
      if (equals <= 0) {
        throw new ParameterException(
            spec.commandLine(), "Write --key COLUMN=VALUE, not --key " + key);
      }
      parameters.add(Map.entry("key." + key.substring(0, equals), key.substring(equals + 1)));
    }
    add(parameters, "by", by);
    add(parameters, "from", from);
    add(parameters, "to", to);
    add(parameters, "window", window);
    add(parameters, "slide", slide);
    add(parameters, "order", order);
    add(parameters, "limit", limit);
    add(parameters, "limit_per_window", limitPerWindow);
    add(parameters, "layer", layer);
    add(parameters, "generation", generation);
    return parameters;
  }

  private static void add(List<Map.Entry<String, String>> parameters, String name, String value) {
    if (value != null) {
      parameters.add(Map.entry(name, value));
    }
  }
}
