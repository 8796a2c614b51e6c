package dev.twofold.serving.http;

import dev.twofold.serving.jdbc.JdbcMeta;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.apache.calcite.avatica.metrics.noop.NoopMetricsSystem;
import org.apache.calcite.avatica.remote.Handler;
import org.apache.calcite.avatica.remote.JsonHandler;
import org.apache.calcite.avatica.remote.LocalService;

/** Where JDBC drivers of Avatica ask, in JSON. */
@Path("/v1/jdbc")
public final class AvaticaResource {
  private final JsonHandler handler;

  /**
   * @param meta the database that they see
   */
  public AvaticaResource(JdbcMeta meta) {
    handler = new JsonHandler(new LocalService(meta), NoopMetricsSystem.getInstance());
  }

  /** One request of the driver's. */
  @POST
  @Produces(MediaType.APPLICATION_JSON)
  public Response answer(String request) {
    Handler.HandlerResponse<String> answered = handler.apply(request);
    return Response.status(answered.getStatusCode())
        .header("Cache-Control", "no-store")
        .entity(answered.getResponse())
        .build();
  }
}
