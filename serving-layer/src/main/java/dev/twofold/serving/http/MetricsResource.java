package dev.twofold.serving.http;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

/** The metrics, in Prometheus's text format. */
@Path("/metrics")
public final class MetricsResource {
  private final PrometheusRegistry registry;
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  public MetricsResource(PrometheusRegistry registry) {
    this.registry = registry;
  }

  @GET
  public Response metrics() {
    StreamingOutput body = out -> writer.write(out, registry.scrape());
    return Response.ok(body).type(writer.getContentType()).build();
  }
}
