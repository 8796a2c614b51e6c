package dev.twofold.cli;

import dev.twofold.cli.doctor.Doctor;
import dev.twofold.cli.doctor.Finding;
import dev.twofold.cli.doctor.Finding.Outcome;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.cli.terminal.Units;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what is wrong, and what mends it. */
@Command(
    name = "doctor",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Find out what is wrong: the project, Kafka and its topics, Cassandra, the speed layer, clocks, the warehouse, "
            + "disks. Each finding comes with the command that mends it. Changes nothing, and works while parts are down.",
    footerHeading = "%nExamples:%n",
    footer = {"  ./twofold doctor", "  ./twofold doctor --project path/to/project"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no fault; there may be warnings", "1:at least one fault"})
final class DoctorCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProjectOption project;
  @Mixin private StateOptions options;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    StateFolder state = options.state();
    terminal.status("  Examining …");
    List<Finding> findings = Doctor.examine(state, options.project(project.folder()));
    terminal.status("");
    int width = findings.stream().mapToInt(finding -> finding.subject().length()).max().orElse(1);
    findings.forEach(finding -> print(finding, width));
    long faults = count(findings, Outcome.FAULT);
    terminal.line("");
    terminal.line(
        Units.count(faults, "fault")
            + ", "
            + Units.count(count(findings, Outcome.WARNING), "warning")
            + " in "
            + Units.count(findings.size(), "finding"));
    return faults == 0 ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private void print(Finding finding, int width) {
    String outcome = finding.outcome().name().toLowerCase(Locale.ROOT);
    terminal.line(
        String.format(
            Locale.ROOT, "%-8s %-" + width + "s  %s", outcome, finding.subject(), finding.cause()));
    if (!finding.mend().isEmpty()) {
      terminal.line(" ".repeat(width + 11) + finding.mend());
    }
  }

  private static long count(List<Finding> findings, Outcome outcome) {
    return findings.stream().filter(finding -> finding.outcome() == outcome).count();
  }
}
