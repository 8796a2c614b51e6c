package dev.twofold.cli.repair;

import dev.twofold.batch.views.RefusedException;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.cli.batch.BatchRun;
import dev.twofold.cli.reconcile.ReconcileRun;
import dev.twofold.cli.reconcile.ReportPrinter;
import dev.twofold.cli.terminal.Steps;
import dev.twofold.cli.terminal.Terminal;
import dev.twofold.cli.terminal.Units;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.reconciliation.RealtimeRepair;
import dev.twofold.reconciliation.Repairs;
import dev.twofold.speed.views.CassandraSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A repair of what a reconciliation found, and the comparison after it. */
public record RepairRun(Project project, BatchRun batch, Terminal terminal) {
  /** What a report does not list is known only after what it does is mended. */
  private static final int ROUNDS = 3;

  /** Compares all of some views again. */
  public interface Comparing {
    ReconcileRun.Outcome again(Set<String> views) throws IOException;
  }

  /**
   * Repairs what the report lists, until the layers agree or nothing more can be done.
   *
   * @return what the last comparison says, which is printed
   */
  public ReconcileRun.Outcome repair(ReconcileRun.Outcome found, Comparing comparing)
      throws Exception {
    ReconcileRun.Outcome outcome = found;
    for (int round = 0; round < ROUNDS && outcome.report().drifted(); round++) {
      Repairs repairs = Repairs.of(outcome.report());
      repairs.beyond().forEach(terminal::note);
      if (repairs.isEmpty()) {
        break;
      }
      terminal.line("");
      try (Steps steps = new Steps(terminal)) {
        for (Map.Entry<String, EpochRange> each : new TreeMap<>(repairs.speed()).entrySet()) {
          steps.run("Repair", () -> realtime(versions(each.getKey()).get(0), each.getValue()));
        }
        if (!repairs.batch().isEmpty()) {
          batch.run(recompute(repairs.batch()), steps);
        }
      }
      Set<String> views = new HashSet<>(repairs.batch());
      for (String version : repairs.speed().keySet()) {
        versions(version).forEach(view -> views.add(view.view()));
      }
      outcome = comparing.again(views);
      terminal.line("");
      new ReportPrinter(terminal).print(outcome.report());
    }
    return outcome;
  }

  /** All of one id: views of one meaning share their real-time rows. */
  private List<Fold> versions(String id) {
    return project.versions().stream().filter(view -> view.version().equals(id)).toList();
  }

  /** One that is refused holds up no other: the comparison after it still tells of the drift. */
  private String realtime(Fold view, EpochRange epochs) throws IOException {
    try (Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name());
        CassandraSession cassandra = CassandraSession.open(project.settings())) {
      RealtimeRepair.Done done =
          new RealtimeRepair(project, warehouse, cassandra).repair(view, epochs);
      return project.label(view)
          + ": "
          + Units.count(done.rows(), "real-time row")
          + " of epochs "
          + done.epochs()
          + " written anew, incarnation "
          + done.incarnation();
    } catch (RefusedException e) {
      return e.getMessage();
    }
  }

  private static List<String> recompute(Set<String> views) {
    List<String> arguments = new ArrayList<>(List.of("run", "--full"));
    views.stream().sorted().forEach(view -> arguments.addAll(List.of("--view", view)));
    return arguments;
  }
}
