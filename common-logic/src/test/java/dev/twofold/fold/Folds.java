package dev.twofold.fold;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;

/**
 * A view with one measure of most kinds over a source of its own, its kernel written by hand, for
 * tests.
 */
public final class Folds {
  /** Columns: channel, robot, added, price, cost, time. */
  public static final List<Column> COLUMNS =
      List.of(
          new Column("channel", DataType.VARCHAR, true),
          new Column("robot", DataType.BOOLEAN, true),
          new Column("added", DataType.BIGINT, true),
          new Column("price", DataType.DOUBLE, true),
          new Column("cost", DataType.decimal(18, 2), true),
          new Column("time", DataType.TIMESTAMP, false));

  private Folds() {}

  /** By channel and robot, in panes of a minute; rows without a channel are left out. */
  public static Fold edits() {
    return Fold.builder("edits")
        .version("0123456789ab")
        .source("wiki")
        .sql("SELECT channel, robot, COUNT(*) AS edits FROM wiki")
        .reads(COLUMNS.stream().map(Column::name).toList())
        .keys(COLUMNS.subList(0, 2))
        .measures(
            List.of(
                new Measure("edits", Aggregates.count()),
                new Measure("added", Aggregates.sum(DataType.BIGINT)),
                new Measure("added_avg", Aggregates.average(DataType.BIGINT)),
                new Measure("added_max", Aggregates.max(DataType.BIGINT)),
                new Measure("added_p95", Aggregates.approxPercentile(DataType.BIGINT, 0.95)),
                new Measure("added_values", Aggregates.countDistinct(DataType.BIGINT)),
                new Measure("price_sum", Aggregates.sum(DataType.DOUBLE)),
                new Measure("price_var", Aggregates.varPop(DataType.DOUBLE)),
                new Measure("cost_sum", Aggregates.sum(DataType.decimal(18, 2))),
                new Measure("channels", Aggregates.approxCountDistinct(DataType.VARCHAR)),
                new Measure("top", Aggregates.approxTopK(DataType.VARCHAR, 3)),
                new Measure("last_price", Aggregates.latest(DataType.DOUBLE))))
        .paneMillis(60_000)
        .eventTime(5)
        .kernelClass(classBytes(EditsKernel.class))
        .build();
  }

  /** A row of {@link #COLUMNS}; null for NULL. */
  public static Row row(
      String channel, Boolean robot, Long added, Double price, BigDecimal cost, long time) {
    Row row = new Row(COLUMNS.size());
    row.nulls[0] = channel == null;
    row.refs[0] = channel;
    row.nulls[1] = robot == null;
    row.words[1] = Boolean.TRUE.equals(robot) ? 1 : 0;
    row.nulls[2] = added == null;
    row.words[2] = added == null ? 0 : added;
    row.nulls[3] = price == null;
    row.words[3] = price == null ? 0 : Double.doubleToRawLongBits(price);
    row.nulls[4] = cost == null;
    row.refs[4] = cost;
    row.words[5] = time;
    return row;
  }

  static byte[] classBytes(Class<?> compiled) {
    String file = compiled.getSimpleName() + ".class";
    try (InputStream in = compiled.getResourceAsStream(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
