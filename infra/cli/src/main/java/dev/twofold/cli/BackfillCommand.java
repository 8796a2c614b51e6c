package dev.twofold.cli;

import dev.twofold.cli.batch.BatchRun;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Adds history from files. */
@Command(
    name = "backfill",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Add history from files to a source's master dataset: newline-delimited JSON, CSV with a line of names, or Parquet; "
          + "plain, gzip or zstd. The next batch run has it in its generations.",
      "Each file is added whole, and once: a backfill that was killed is finished by the same command, and a file that is in "
          + "already, under whatever name, is passed over."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./twofold backfill history/2015-09-*.ndjson.gz",
      "  ./twofold backfill exports/ --source orders           all files of a folder",
      "  ./twofold backfill s3a://bucket/edits.parquet"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all are in",
      "1:failed: run it again, no file is added twice",
      "2:refused: some files are not of their format, or of another source; the others are in"
    })
final class BackfillCommand implements Callable<Integer> {
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*");
  private static final Pattern SPECIAL = Pattern.compile("[*?{}\\[\\]\\\\]");

  private final Terminal terminal;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files, folders, or patterns of them, on any file system that Hadoop reads.")
  private List<String> files;

  @Mixin private SourceOption source;
  @Mixin private ProjectOption project;
  @Mixin private StateOptions state;

  BackfillCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    BatchRun batch = BatchCommand.batch(project, state);
    String name = source.of(batch.target().load()).name();
    try (Steps steps = new Steps(terminal)) {
      batch.backfill(name, files.stream().map(BackfillCommand::absolute).toList(), steps);
    }
    return ExitCodes.OK;
  }

  /** The job runs in another folder, and takes what is no file for a pattern. */
  private static String absolute(String file) {
    if (SCHEME.matcher(file).matches()) {
      return file;
    }
    Path path = Path.of(file).toAbsolutePath().normalize();
    return Files.exists(path)
        ? SPECIAL.matcher(path.toString()).replaceAll("\\\\$0")
        : path.toString();
  }
}
