package dev.twofold.serving.http;

import dev.twofold.batch.views.RunRecord.Outcome;
import dev.twofold.event.SourceDefinition;
import dev.twofold.reconciliation.ReportStore.RunSummary;
import dev.twofold.serving.query.Answer;
import dev.twofold.view.Generation;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What a server counts and times, for Prometheus. Thread-safe. */
public final class Metrics {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final PrometheusRegistry registry;
  private final Histogram requestSeconds;
  private final Histogram querySeconds;
  private final Counter rowsRead;
  private final Counter rowsReturned;
  private final Counter answers;

  /** Registers with a registry that nothing else has registered the same names with. */
  public Metrics(PrometheusRegistry registry) {
    this.registry = registry;
    requestSeconds =
        histogram(
            "twofold_http_request_seconds",
            "Time from a request to the last byte of its answer.",
            "endpoint",
            "status");
    querySeconds =
        histogram(
            "twofold_query_seconds",
            "Time to read, merge and sort the answer of a query.",
            "view",
            "layer");
    rowsRead =
        counter(
            "twofold_query_rows_read_total",
            "Stored states that queries have read from both layers.",
            "view");
    rowsReturned =
        counter("twofold_query_rows_returned_total", "Rows that queries have returned.", "view");
    answers =
        counter("twofold_answers_total", "Answers by status: exact or degraded.", "view", "status");
  }

  private Histogram histogram(String name, String help, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)
        .register(registry);
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  /**
   * Gauges of each view, read from the stores at each scrape; a store that cannot be read has no
   * value.
   */
  void watch(Supplier<Catalog> catalogs) {
    GaugeWithCallback.builder()
        .name("twofold_freshness_seconds")
        .help("Age of the newest record of the speed layer's ledger.")
        .labelNames("view")
        .callback(
            gauge -> {
              for (ServedView view : catalogs.get().views()) {
                SpeedStatus.of(view)
                    .freshnessMillis()
                    .ifPresent(millis -> gauge.call(millis / 1e3, view.name()));
              }
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("twofold_generation")
        .help("Number of the batch generation that answers.")
        .labelNames("view")
        .callback(
            gauge -> {
              for (ServedView view : catalogs.get().views()) {
                Described.current(view.batch())
                    .map(Generation::number)
                    .ifPresent(number -> gauge.call(number, view.name()));
              }
            })
        .register(registry);
  }

  /** Gauges of what is deployed. */
  void watchDeployment(Supplier<Catalog> catalogs) {
    GaugeWithCallback.builder()
        .name("twofold_deployment")
        .help("Number of the deployment that answers are of.")
        .callback(gauge -> gauge.call((double) catalogs.get().deployment()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("twofold_version_building_seconds")
        .help("For how long a version has been built that is to take over the view's name.")
        .labelNames("view")
        .callback(
            gauge -> {
              Catalog catalog = catalogs.get();
              double now = System.currentTimeMillis() / MILLIS;
              for (String name : catalog.namesBeingBuilt()) {
                gauge.call(
                    Math.max(0, now - catalog.builtSince(name).toEpochMilli() / MILLIS), name);
              }
            })
        .register(registry);
  }

  /** Gauges of the newest reconciliation; none before the first. */
  void watch(Reconciliations reconciliations) {
    run(
        reconciliations,
        "twofold_reconciliation_compared_states",
        "States that the newest reconciliation compared.",
        RunSummary::compared);
    run(
        reconciliations,
        "twofold_reconciliation_different_states",
        "States that the newest reconciliation found to differ between the layers.",
        RunSummary::different);
    run(
        reconciliations,
        "twofold_reconciliation_timestamp_seconds",
        "When the newest reconciliation ran, in seconds since 1970.",
        run -> run.at().getEpochSecond());
  }

  /** Gauges of each source's batch runs; a history that cannot be read has no value. */
  void watch(BatchRuns runs) {
    batch(
        runs,
        "twofold_batch_last_success_timestamp_seconds",
        "When the newest batch run that ended well did so, in seconds since 1970.",
        source ->
            runs.newest(source, Outcome.DONE).map(run -> Math.floor(run.endedMillis() / MILLIS)));
    batch(
        runs,
        "twofold_batch_last_run_failed",
        "1 where the newest batch run that is over failed, was refused or died, else 0.",
        source ->
            runs.newest(source, Outcome.DONE, Outcome.FAILED, Outcome.REFUSED, Outcome.DIED)
                .map(run -> run.outcome() == Outcome.DONE ? 0.0 : 1.0));
  }

  private void batch(
      BatchRuns runs,
      String name,
      String help,
      Function<SourceDefinition, Optional<Double>> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("source")
        .callback(
            gauge ->
                runs.sources()
                    .forEach(
                        source ->
                            value.apply(source).ifPresent(one -> gauge.call(one, source.name()))))
        .register(registry);
  }

  private void run(
      Reconciliations reconciliations,
      String name,
      String help,
      ToDoubleFunction<RunSummary> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(
            gauge ->
                reconciliations.newest().ifPresent(run -> gauge.call(value.applyAsDouble(run))))
        .register(registry);
  }

  void answered(Answer answer, long nanos) {
    String view = answer.view();
    String layer = answer.provenance().layer().name().toLowerCase(Locale.ROOT);
    querySeconds.labelValues(view, layer).observe(nanos / NANOS);
    rowsRead.labelValues(view).inc(answer.rowsRead());
    rowsReturned.labelValues(view).inc(answer.rows().size());
    answers.labelValues(view, answer.provenance().exact() ? "exact" : "degraded").inc();
  }

  void requested(String endpoint, int status, long nanos) {
    requestSeconds.labelValues(endpoint, Integer.toString(status)).observe(nanos / NANOS);
  }
}
