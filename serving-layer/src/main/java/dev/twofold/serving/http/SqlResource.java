package dev.twofold.serving.http;

import dev.twofold.serving.sql.SqlAnswer;
import dev.twofold.serving.sql.SqlEngine;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers SQL over all views. */
@Path("/v1/sql")
public final class SqlResource {
  private final Supplier<Catalog> catalogs;
  private final SqlEngine engine;

  /**
   * @param catalogs gives the views that answer now
   */
  public SqlResource(Supplier<Catalog> catalogs, SqlEngine engine) {
    this.catalogs = catalogs;
    this.engine = engine;
  }

  /**
   * What to answer.
   *
   * @param query one SELECT
   */
  record Statement(String query) {}

  /** A statement as it is. */
  @POST
  @Consumes(MediaType.TEXT_PLAIN)
  @Produces({MediaType.APPLICATION_JSON, "text/csv"})
  public Response text(String query, @Context Request request) {
    return answer(query, request);
  }

  /** A statement in JSON, as other engines take it. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces({MediaType.APPLICATION_JSON, "text/csv"})
  public Response json(Statement statement, @Context Request request) {
    return answer(statement == null || statement.query() == null ? "" : statement.query(), request);
  }

  private Response answer(String query, Request request) {
    boolean csv = ViewsResource.wantsCsv(Optional.empty(), request);
    Catalog catalog = catalogs.get();
    SqlAnswer answer = engine.answer(query, catalog.engines());
    Response.ResponseBuilder response =
        Response.ok()
            .header("Cache-Control", "no-store")
            .header("Vary", "Accept")
            .header("Twofold-Status", answer.exact() ? "exact" : "degraded");
    answer
        .warnings()
        .forEach(warning -> response.header("Twofold-Warning", HeaderText.of(warning)));
    StreamingOutput body =
        csv
            ? out -> AnswerCsv.write(answer.columns(), answer.rows(), out)
            : out -> SqlJson.write(answer, catalog.epochs(), out);
    return response
        .type(csv ? ViewsResource.CSV : MediaType.APPLICATION_JSON_TYPE)
        .entity(body)
        .build();
  }
}
