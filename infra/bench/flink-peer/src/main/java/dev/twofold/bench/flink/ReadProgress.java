package dev.twofold.bench.flink;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Counts the records that the sources of this JVM's jobs have read, through Flink's own metrics, so
 * that any job can be timed without a change to it. Set {@code
 * metrics.reporter.progress.factory.class} to {@link Factory}.
 */
public final class ReadProgress implements MetricReporter {
  private static final Map<Metric, Counter> SOURCES = new ConcurrentHashMap<>();

  /** Makes the reporter, for Flink. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return new ReadProgress();
    }
  }

  /** Records read so far by the sources that are there now. */
  public static long records() {
    return SOURCES.values().stream().mapToLong(Counter::getCount).sum();
  }

  @Override
  public void open(MetricConfig config) {
    SOURCES.clear();
  }

  @Override
  public void close() {}

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    String operator = group.getAllVariables().get("<operator_name>");
    if (name.equals("numRecordsIn")
        && metric instanceof Counter counter
        && operator != null
        && operator.startsWith("Source: ")) {
      SOURCES.put(metric, counter);
    }
  }

  /** A source's counter stays when its task ends: what it has read it has read. */
  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}
}
