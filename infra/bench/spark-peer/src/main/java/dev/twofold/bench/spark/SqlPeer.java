package dev.twofold.bench.spark;

import java.util.List;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The view {@code accounts} in Spark SQL, over the same Parquet files, with the result written as
 * Parquet as ours is.
 */
final class SqlPeer implements Runnable {
  private static final String QUERY =
      "SELECT account, COUNT(*) AS payments, SUM(amount) AS total, MIN(amount) AS least,"
          + " MAX(amount) AS most, AVG(fee) AS mean_fee FROM payments GROUP BY account";

  private final SparkSession spark;
  private final List<String> files;
  private final String output;

  SqlPeer(SparkSession spark, List<String> files, String output) {
    this.spark = spark;
    this.files = files;
    this.output = output;
  }

  @Override
  public void run() {
    spark.read().parquet(files.toArray(String[]::new)).createOrReplaceTempView("payments");
    spark.sql(QUERY).write().mode(SaveMode.Overwrite).option("compression", "zstd").parquet(output);
  }
}
