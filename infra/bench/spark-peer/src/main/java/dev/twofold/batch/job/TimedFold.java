package dev.twofold.batch.job;

import dev.twofold.definition.Project;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/**
 * The batch job's own fold and publish, without its landing, for the benchmark: in its package,
 * because it is no one else's to call.
 */
public final class TimedFold implements AutoCloseable {
  private final Run run;

  public TimedFold(Project project) {
    run = new Run(project, new Progress(System.err));
  }

  /** The job's session, which others may use too. */
  public SparkSession session() {
    return run.session();
  }

  /** Folds all of a source's landed rows into a new segment of each view, and publishes it. */
  public void fold(String source) {
    FoldStep step = new FoldStep(run, run.project().source(source), FoldStep.Extent.FULL_RECOMPUTE);
    step.fold(run.project().viewsOf(run.project().source(source)));
  }

  @Override
  public void close() throws IOException {
    run.close();
  }
}
