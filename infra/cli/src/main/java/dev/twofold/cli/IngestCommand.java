package dev.twofold.cli;

import dev.twofold.cli.ingest.EventSender;
import dev.twofold.cli.ingest.Lines;
import dev.twofold.cli.platform.Running;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.terminal.ProgressBar;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends files of events. */
@Command(
    name = "ingest",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Send events to a source's topic: newline-delimited JSON, plain or gzip. Each is acknowledged by Kafka. "
            + "Sending a file twice counts its events twice.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold ingest edits.json.gz more-edits.json",
      "  tail -f edits.log | ./twofold ingest -",
      "  ./twofold ingest orders.json --source orders"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all sent and acknowledged",
      "1:not running, or Kafka did not take all: the message says how many it took",
      "2:no such file or source"
    })
final class IngestCommand implements Callable<Integer> {
  private static final String STDIN = "-";

  private final Terminal terminal;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files to send, in this order; - for standard input.")
  private List<String> files;

  @Mixin private SourceOption source;
  @Mixin private StateOptions state;

  IngestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    requireReadable();
    Running running = state.running();
    Project project = Target.of(running).loadWithoutWarehouse();
    SourceDefinition target = source.of(project);
    var kafka = project.settings().kafka();
    try (EventSender sender =
        new EventSender(kafka.bootstrap(), kafka.properties(), target.topic())) {
      for (String file : files) {
        send(file, sender);
      }
    }
    return ExitCodes.OK;
  }

  /** Better none than half: a missing second file is told before the first is sent. */
  private void requireReadable() {
    for (String file : files) {
      if (!file.equals(STDIN)
          && !(Files.isReadable(Path.of(file)) && !Files.isDirectory(Path.of(file)))) {
        throw CliException.refused("Cannot read " + file + "; nothing was sent");
      }
    }
  }

  private void send(String file, EventSender sender) throws IOException {
    ProgressBar progress = new ProgressBar(terminal, file.equals(STDIN) ? "standard input" : file);
    long sent = 0;
    try (Lines lines = file.equals(STDIN) ? Lines.of(System.in) : Lines.of(Path.of(file))) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        sender.send(line);
        sent++;
        progress.update(lines.fraction(), sent);
      }
    }
    sender.flush();
    progress.done(sent);
  }
}
