package dev.twofold.bench.spark;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.LandingWriter;
import dev.twofold.batch.views.LandingWriter.Origin;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.epoch.Position;
import dev.twofold.event.SourceDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;

/**
 * Lands generated payments in a master dataset, with the batch layer's own writer: 100,000
 * accounts, evenly, of which each row's is a hash of its number; the same rows in every run.
 *
 * <p>Arguments: project folder, warehouse folder, rows.
 */
public final class MakeRows {
  private static final int ACCOUNTS = 100_000;
  private static final int PARTITIONS = 2;
  private static final long START_MILLIS = 1_767_225_600_000L;
  private static final int ROWS_PER_MILLI = 5;

  private final Project project;
  private final SourceDefinition source;
  private final MasterDataset dataset;
  private final long rows;

  private MakeRows(Project project, MasterDataset dataset, long rows) {
    this.project = project;
    this.source = dataset.source();
    this.dataset = dataset;
    this.rows = rows;
  }

  public static void main(String[] args) throws IOException {
    Project project = Projects.load(args[0], args[1]);
    SourceDefinition source = project.source("payments");
    try (Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name())) {
      new MakeRows(project, warehouse.master(source), Long.parseLong(args[2])).land();
    }
    System.out.println("{\"rows\": " + args[2] + "}");
  }

  private void land() {
    List<DataFile> files =
        IntStream.range(0, PARTITIONS)
            .parallel()
            .mapToObj(this::write)
            .flatMap(List::stream)
            .toList();
    long lastEpoch = epoch(rows / PARTITIONS - 1);
    Map<Integer, Position> positions =
        IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new Position(partition, rows / PARTITIONS, lastEpoch, 0))
            .collect(Collectors.toMap(Position::partition, position -> position));
    Cut cut = new Cut(source.topic(), UUID.randomUUID().toString(), lastEpoch + 1, positions);
    dataset.land(dataset.version(), cut, files, 0);
  }

  private List<DataFile> write(int partition) {
    Row row = new Row(source.columns().size());
    String operation = UUID.randomUUID().toString();
    try (LandingWriter out = new LandingWriter(dataset.table(), source, partition, 0, operation)) {
      for (long offset = 0; offset < rows / PARTITIONS; offset++) {
        long bits = mix(offset * PARTITIONS + partition);
        row.words[0] = millis(offset);
        row.words[1] = Long.remainderUnsigned(bits, ACCOUNTS);
        row.words[2] = (bits >>> 20 & 0xfffff) - 1_000;
        row.words[3] = bits >>> 44 & 0x3ff;
        out.accept(new Origin(partition, offset, millis(offset), epoch(offset)), row);
      }
      return out.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the rows of partition " + partition, e);
    }
  }

  private static long millis(long offset) {
    return START_MILLIS + offset / ROWS_PER_MILLI;
  }

  private long epoch(long offset) {
    return project.clock().epochOf(millis(offset));
  }

  private static long mix(long value) {
    long z = value * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
