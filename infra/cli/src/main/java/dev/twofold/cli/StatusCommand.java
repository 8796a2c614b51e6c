package dev.twofold.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twofold.cli.platform.Running;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.platform.Target;
import dev.twofold.cli.query.Answer;
import dev.twofold.cli.query.Freshness;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.cli.terminal.Table;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.cli.terminal.Units;
import dev.twofold.fold.Fold;
import dev.twofold.stack.ResidentMemory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what runs and how far it is. */
@Command(
    name = "status",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Show what runs, where, in how much memory, and how far each view is.",
    footerHeading = "%nExamples:%n",
    footer = {"  ./twofold status"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it runs and every view's answer is exact",
      "1:it does not run, or an answer is degraded"
    })
final class StatusCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private StateOptions options;

  StatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    StateFolder state = options.state();
    Running running = Running.require(state);
    terminal.line("Serving on " + running.serving() + ", process " + running.owner().pid());
    terminal.line("Project    " + running.project());
    terminal.line("State      " + state.root());
    terminal.line("Kafka      " + running.settings().get("kafka.bootstrap"));
    terminal.line("Cassandra  " + running.settings().get("cassandra.contact_points"));
    terminal.line("Memory     " + Units.bytes(residentBytes(running)) + " resident, all processes");
    terminal.line("");
    return printViews(running);
  }

  private int printViews(Running running) {
    ServingClient client = new ServingClient(running.serving());
    Table table = new Table(List.of("VIEW", "GENERATION", "SPEED FROM", "RECORDED", "ANSWERS"));
    int exitCode = ExitCodes.OK;
    for (Fold view : Target.of(running).loadWithoutWarehouse().views()) {
      Answer answer = Freshness.of(client, view);
      JsonNode provenance = answer.provenance();
      table.row(
          List.of(
              view.view(),
              provenance.path("generation").asText("none").replace("null", "none"),
              provenance.path("through_time").asText("the beginning"),
              provenance.path("freshness_ms").isNumber()
                  ? Units.seconds(Duration.ofMillis(provenance.path("freshness_ms").asLong()))
                      + " ago"
                  : "never",
              answer.isExact()
                  ? "exact"
                  : "degraded: " + provenance.path("reasons").path(0).asText()));
      exitCode = answer.isExact() ? exitCode : ExitCodes.FAILED;
    }
    table.lines("").forEach(terminal::line);
    printBuilding(client.status().path("views"));
    return exitCode;
  }

  private void printBuilding(JsonNode views) {
    for (JsonNode view : views) {
      JsonNode building = view.path("building");
      if (building.isObject()) {
        terminal.line("");
        terminal.line(
            view.path("name").asText()
                + ": version "
                + building.path("version").asText()
                + " is being built, since "
                + building.path("since").asText());
        building
            .path("waits_for")
            .forEach(reason -> terminal.line("  it waits: " + reason.asText()));
      }
    }
  }

  private static long residentBytes(Running running) {
    long own = ResidentMemory.of(running.owner().pid()).orElse(0);
    return own
        + running.owner().running().stream()
            .flatMap(ProcessHandle::descendants)
            .mapToLong(child -> ResidentMemory.of(child.pid()).orElse(0))
            .sum();
  }
}
