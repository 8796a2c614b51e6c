package dev.twofold.serving.http;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.twofold.serving.jdbc.JdbcMeta;
import dev.twofold.serving.query.Limits;
import dev.twofold.serving.sql.SqlEngine;
import io.dropwizard.core.setup.Environment;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Puts the HTTP interface into a Dropwizard environment. */
public final class ServingApi {
  /** The most that one SQL statement may take. */
  private static final Duration SQL_TIME = Duration.ofSeconds(30);

  private ServingApi() {}

  public static void install(
      Environment environment,
      Supplier<Catalog> catalogs,
      List<Store> stores,
      Reconciliations reconciliations,
      BatchRuns runs) {
    ObjectMapper json = environment.getObjectMapper();
    json.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    json.enable(SerializationFeature.INDENT_OUTPUT);

    PrometheusRegistry registry = new PrometheusRegistry();
    Metrics metrics = new Metrics(registry);
    metrics.watch(catalogs);
    metrics.watchDeployment(catalogs);
    metrics.watch(reconciliations);
    metrics.watch(runs);
    MetricRegistry dropwizard = environment.metrics();
    registry.register(new DropwizardBridge(dropwizard));

    var jersey = environment.jersey();
    jersey.register(new ProblemMapper());
    jersey.register(new RequestTimer(metrics));
    jersey.register(new IndexResource(catalogs));
    jersey.register(new ViewsResource(catalogs, metrics));
    Limits limits = Limits.forHeap(Runtime.getRuntime().maxMemory());
    SqlEngine sql = new SqlEngine(limits, SQL_TIME, Clock.systemUTC());
    jersey.register(new SqlResource(catalogs, sql));
    jersey.register(new AvaticaResource(new JdbcMeta(() -> catalogs.get().engines(), sql)));
    jersey.register(new StatusResource(catalogs, stores));
    jersey.register(new ReconciliationsResource(reconciliations));
    jersey.register(new RunsResource(runs, catalogs.get().epochs()));
    jersey.register(new MetricsResource(registry));
    stores.forEach(store -> environment.healthChecks().register(store.name(), store.healthCheck()));
  }
}
