package dev.twofold.batch.job;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.IcebergBatchView;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.DeploymentPlan;
import dev.twofold.definition.Project;
import dev.twofold.fold.Fold;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What programs other than the batch job do to its tables, as a process. */
final class OtherProgram {
  /** The one that it works on. */
  static final String VIEW = "sales_by_shop";

  private OtherProgram() {}

  /** Takes what to do, the project folder, the warehouse and the folder of indexes. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> settings =
        Map.of(
            "warehouse.location",
            arguments[2],
            "warehouse.properties.io-impl",
            CrashingFileIO.class.getName());
    Project project = Project.load(Path.of(arguments[1]), settings);
    Fold fold =
        project.views().stream().filter(each -> each.view().equals(VIEW)).findFirst().orElseThrow();
    try (Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name())) {
      switch (arguments[0]) {
        case "deploy" -> {
          deploy(warehouse, project);
          return;
        }
        case "clean" -> {
          clean(warehouse);
          return;
        }
        default -> {}
      }
      BatchViewTable view = warehouse.findView(fold).orElseThrow();
      switch (arguments[0]) {
        case "rollback" -> {
          long newest = view.version().current().orElseThrow().number();
          view.rollback(newest - 1, "a test");
        }
        case "release" -> view.release();
        case "read" -> new IcebergBatchView(warehouse, fold, Path.of(arguments[3])).refresh();
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  /** Drops what is retired. */
  static void clean(Warehouse warehouse) {
    long now = System.currentTimeMillis();
    for (Deployment.Retired each : warehouse.deployed().toClean(Duration.ZERO, now)) {
      warehouse.dropView(each.view(), each.version().id());
      warehouse.deployments().change(before -> before.cleaned(each.view(), each.version().id()));
    }
  }

  static Deployment deploy(Warehouse warehouse, Project wanted) {
    long now = System.currentTimeMillis();
    return warehouse.deployments().change(before -> DeploymentPlan.of(before, wanted, now).next());
  }
}
