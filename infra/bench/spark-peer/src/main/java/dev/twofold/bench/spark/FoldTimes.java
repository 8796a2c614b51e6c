package dev.twofold.bench.spark;

import dev.twofold.batch.job.TimedFold;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Project;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Times our fold and Spark SQL in turns, in one Spark, over the same files.
 *
 * <p>Arguments: project folder, warehouse folder, rows, rounds. Prints the times as JSON.
 */
public final class FoldTimes {
  private static final String SOURCE = "payments";

  private FoldTimes() {}

  public static void main(String[] args) throws IOException {
    // Two cores' worth of shuffle partitions; all else is as Spark ships it, adaptive execution
    // included.
    System.setProperty("spark.sql.shuffle.partitions", "4");
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.local.dir", args[1] + "/spark");
    Project project = Projects.load(args[0], args[1]);
    try (TimedFold fold = new TimedFold(project)) {
      SqlPeer peer = new SqlPeer(fold.session(), files(project), args[1] + "/peer");
      peer.run();
      fold.fold(SOURCE);
      List<String> ours = new ArrayList<>();
      List<String> peers = new ArrayList<>();
      for (int round = 0; round < Integer.parseInt(args[3]); round++) {
        ours.add(Stopwatch.time(() -> fold.fold(SOURCE)));
        peers.add(Stopwatch.time(peer));
      }
      System.out.println("{\"ours\": " + ours + ", \"peer\": " + peers + "}");
    }
  }

  private static List<String> files(Project project) throws IOException {
    List<String> files = new ArrayList<>();
    try (Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name());
        CloseableIterable<FileScanTask> tasks =
            warehouse.master(project.source(SOURCE)).table().newScan().planFiles()) {
      tasks.forEach(task -> files.add(task.file().location()));
    }
    return files;
  }
}
