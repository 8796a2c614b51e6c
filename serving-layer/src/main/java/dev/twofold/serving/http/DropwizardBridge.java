package dev.twofold.serving.http;

import com.codahale.metrics.Counting;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.Map;
import java.util.TreeMap;

/** Shows Dropwizard's own metrics (Jetty's threads, the JVM's memory) to Prometheus. */
final class DropwizardBridge implements MultiCollector {
  private static final double NANOS = 1e9;

  private final MetricRegistry metrics;

  DropwizardBridge(MetricRegistry metrics) {
    this.metrics = metrics;
  }

  @Override
  public MetricSnapshots collect() {
    // By name: names that differ only in letters that Prometheus does not allow would otherwise
    // clash.
    Map<String, MetricSnapshot> snapshots = new TreeMap<>();
    metrics
        .getGauges()
        .forEach(
            (name, gauge) -> {
              if (value(gauge) instanceof Number number && Double.isFinite(number.doubleValue())) {
                snapshots.putIfAbsent(name(name), gauge(name(name), number.doubleValue()));
              }
            });
    metrics
        .getCounters()
        .forEach(
            (name, counter) ->
                snapshots.putIfAbsent(name(name), gauge(name(name), (double) counter.getCount())));
    metrics
        .getMeters((name, meter) -> used(meter))
        .forEach((name, meter) -> snapshots.putIfAbsent(name(name), counter(name(name), meter)));
    metrics
        .getTimers((name, timer) -> used(timer))
        .forEach(
            (name, timer) ->
                snapshots.putIfAbsent(name(name), summary(name(name) + "_seconds", timer)));
    return new MetricSnapshots(snapshots.values());
  }

  /** Jetty registers dozens that never count anything, such as one for each HTTP method. */
  private static boolean used(Metric metric) {
    return ((Counting) metric).getCount() > 0;
  }

  private static Object value(Gauge<?> gauge) {
    try {
      return gauge.getValue();
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static String name(String name) {
    String shorter =
        name.replace("io.dropwizard.jetty.MutableServletContextHandler", "http")
            .replace("org.eclipse.jetty.util.thread.QueuedThreadPool", "jetty_threads");
    return PrometheusNaming.sanitizeMetricName(
        "dropwizard_" + PrometheusNaming.prometheusName(shorter));
  }

  private static GaugeSnapshot gauge(String name, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static CounterSnapshot counter(String name, Counting meter) {
    return CounterSnapshot.builder()
        .name(name)
        .dataPoint(CounterDataPointSnapshot.builder().value((double) meter.getCount()).build())
        .build();
  }

  private static SummarySnapshot summary(String name, Timer timer) {
    Snapshot times = timer.getSnapshot();
    Quantiles quantiles =
        Quantiles.builder()
            .quantile(0.5, times.getMedian() / NANOS)
            .quantile(0.95, times.get95thPercentile() / NANOS)
            .quantile(0.99, times.get99thPercentile() / NANOS)
            .build();
    return SummarySnapshot.builder()
        .name(name)
        .dataPoint(
            SummaryDataPointSnapshot.builder().count(timer.getCount()).quantiles(quantiles).build())
        .build();
  }
}
