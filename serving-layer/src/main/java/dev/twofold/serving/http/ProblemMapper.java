package dev.twofold.serving.http;

import dev.twofold.serving.query.AnswerTooLargeException;
import dev.twofold.serving.query.BadQueryException;
import dev.twofold.serving.sql.SqlException;
import dev.twofold.view.ExpiredGenerationException;
import dev.twofold.view.UnknownGenerationException;
import dev.twofold.view.ViewUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes every error a problem document. */
public final class ProblemMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

  @Context private UriInfo uri;

  @Override
  public Response toResponse(Throwable error) {
    return problem(error).response();
  }

  private Problem problem(Throwable error) {
    if (error instanceof BadQueryException e) {
      return Problem.of(
          400, "bad-query", "The view cannot answer this query", e.getMessage(), e.fix());
    }
    if (error instanceof SqlException e) {
      return Problem.of(
          400, "bad-sql", "The statement cannot be answered", e.getMessage(), e.fix());
    }
    if (error instanceof UnknownViewException e) {
      return Problem.of(404, "unknown-view", "Unknown view", e.getMessage(), e.fix());
    }
    if (error instanceof RemovedViewException e) {
      return Problem.of(410, "removed-view", "Removed view", e.getMessage(), e.fix());
    }
    if (error instanceof ExpiredGenerationException e) {
      return Problem.of(
          410,
          "expired-generation",
          "Expired generation",
          e.getMessage() + ".",
          "Choose one that /v1/views/{view}/generations lists, or leave generation out for the current one; retention.generations in twofold.yaml says how many are kept.");
    }
    if (error instanceof UnknownGenerationException e) {
      return Problem.of(
          404,
          "unknown-generation",
          "Unknown generation",
          e.getMessage() + ".",
          "Choose one that /v1/views/{view}/generations lists, or leave generation out for the current one.");
    }
    if (error instanceof AnswerTooLargeException e) {
      return Problem.of(
          413,
          "answer-too-large",
          "Answer too large",
          e.getMessage(),
          "Narrow it with from and to, filter by a key column, group by fewer columns, or use a longer window.");
    }
    if (error instanceof ViewUnavailableException e) {
      return Problem.of(
          503,
          "unavailable",
          "No layer can answer now",
          e.getMessage() + ".",
          "Try again; /v1/status says which store is down.");
    }
    if (error instanceof WebApplicationException e) {
      return web(e.getResponse().getStatus(), e);
    }
    String id = UUID.randomUUID().toString();
    LOG.error("Cannot answer {} (error {})", uri.getRequestUri(), id, error);
    return Problem.of(
        500,
        "internal",
        "Internal error",
        "The server failed to answer.",
        "Look for error " + id + " in its log.");
  }

  private Problem web(int status, WebApplicationException error) {
    return switch (status) {
      case 404 ->
          Problem.of(
              404,
              "not-found",
              "Not found",
              "There is nothing at /" + uri.getPath() + ".",
              "See / for what there is.");
      case 405 ->
          Problem.of(
              405,
              "method-not-allowed",
              "Method not allowed",
              "There is something at /" + uri.getPath() + ", and this is not how to ask for it.",
              "Use GET; of /v1/sql, POST.");
      case 406 ->
          Problem.of(
              406,
              "not-acceptable",
              "Not acceptable",
              "The Accept header names no format that there is.",
              "Accept application/json or text/csv.");
      default ->
          Problem.of(
              status,
              "http-" + status,
              error.getResponse().getStatusInfo().getReasonPhrase(),
              error.getMessage(),
              null);
    };
  }
}
