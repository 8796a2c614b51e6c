package dev.twofold.batch.job;

import dev.twofold.batch.views.RefusedException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * The records of a part of a Parquet file, as JSON. Where the file cannot be read any further, the
 * last element says so: thrown, Spark would wrap it, and on a cluster try again.
 */
final class ParquetRecords implements Iterator<ParquetRecords.Read> {
  /** Times without a zone are taken for UTC. */
  private static final Map<String, String> UTC_WITHOUT_ZONE =
      Map.of("timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss[.SSS]'Z'");

  /** What all of Spark's errors are called that come from the file itself. */
  private static final String FROM_THE_FILE = "FAILED_READ_FILE";

  private final InputFile file;
  private final Iterator<String> rows;
  private RefusedException failure;
  private boolean failed;

  /**
   * @param failure null, or why there is no record, and none after it
   */
  record Read(String json, RefusedException failure) implements Serializable {}

  private ParquetRecords(InputFile file, Iterator<String> rows) {
    this.file = file;
    this.rows = rows;
  }

  /**
   * All of the file's records, in its order.
   *
   * @throws RefusedException where it does not say what columns it has
   */
  static JavaRDD<Read> of(SparkSession session, InputFile file) {
    JavaRDD<String> rows;
    try {
      rows =
          session
              .read()
              .parquet(file.path())
              .select(functions.to_json(functions.struct("*"), UTC_WITHOUT_ZONE))
              .as(Encoders.STRING())
              .toJavaRDD();
    } catch (Exception e) {
      throw refusal(file, e);
    }
    return rows.mapPartitions(part -> new ParquetRecords(file, part));
  }

  @Override
  public boolean hasNext() {
    if (failed) {
      return false;
    }
    try {
      return rows.hasNext();
    } catch (Exception e) {
      failure = refusal(file, e);
      return true;
    }
  }

  @Override
  public Read next() {
    if (failure == null) {
      try {
        return new Read(rows.next(), null);
      } catch (Exception e) {
        failure = refusal(file, e);
      }
    }
    failed = true;
    return new Read(null, failure);
  }

  /** Throws what does not come from the file. */
  private static RefusedException refusal(InputFile file, Exception thrown) {
    boolean fromFile = false;
    Throwable root = thrown;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      fromFile |= isFromFile(cause);
      root = cause;
    }
    if (!fromFile) {
      throw thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
    }
    String why = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return new RefusedException(
        file.path()
            + ": is Parquet that cannot be read: "
            + why
            + ". Nothing of it was added. Get it anew from where it came from, or have its rows"
            + " written to another file",
        thrown);
  }

  private static boolean isFromFile(Throwable thrown) {
    return thrown instanceof AnalysisException
        || (thrown instanceof SparkThrowable named
            && named.getCondition() != null
            && named.getCondition().startsWith(FROM_THE_FILE));
  }
}
