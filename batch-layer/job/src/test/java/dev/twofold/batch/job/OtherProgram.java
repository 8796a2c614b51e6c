package dev.twofold.batch.job;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.IcebergBatchView;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Project;
import dev.twofold.fold.Fold;
import java.nio.file.Path;
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
}
