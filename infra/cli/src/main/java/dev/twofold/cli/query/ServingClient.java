package dev.twofold.cli.query;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twofold.cli.CliException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A client of the serving layer's HTTP interface. Thread-safe. */
public final class ServingClient {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
  private final String base;

  /**
   * @param base URL of the serving layer: "http://127.0.0.1:8080"
   */
  public ServingClient(String base) {
    this.base = base;
  }

  /** The URL of a query of a view, as a user would write it. */
  public URI queryUri(String view, List<Map.Entry<String, String>> parameters) {
    String query =
        parameters.stream()
            .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&"));
    return URI.create(base + "/v1/views/" + encoded(view) + (query.isEmpty() ? "" : "?" + query));
  }

  /** Asks a view. */
  public Answer query(String view, List<Map.Entry<String, String>> parameters) {
    return Answer.of(json(queryUri(view, parameters)));
  }

  /** The body of an answer in the format asked for, as it came. */
  public String text(URI uri, String mediaType) {
    return send(uri, mediaType);
  }

  /** What {@code GET /v1/status} says. */
  public JsonNode status() {
    return json(URI.create(base + "/v1/status"));
  }

  /** The views that {@code GET /v1/views} lists. */
  public JsonNode views() {
    return json(URI.create(base + "/v1/views")).path("views");
  }

  /** Answers an SQL statement. */
  public SqlResult sql(String statement) {
    return SqlResult.of(parsed(sqlUri(), sqlText(statement, "application/json")));
  }

  /** The body of the answer to an SQL statement in the format asked for, as it came. */
  public String sqlText(String statement, String mediaType) {
    return send(
        request(sqlUri(), mediaType)
            .header("Content-Type", "text/plain; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(statement))
            .build());
  }

  private URI sqlUri() {
    return URI.create(base + "/v1/sql");
  }

  private JsonNode json(URI uri) {
    return parsed(uri, send(uri, "application/json"));
  }

  private static JsonNode parsed(URI uri, String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException("Not JSON: the answer of " + uri, e);
    }
  }

  private static HttpRequest.Builder request(URI uri, String mediaType) {
    return HttpRequest.newBuilder(uri).timeout(ANSWER_LIMIT).header("Accept", mediaType);
  }

  private String send(URI uri, String mediaType) {
    return send(request(uri, mediaType).build());
  }

  private String send(HttpRequest request) {
    try {
      HttpResponse<String> response =
          http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (response.statusCode() / 100 == 2) {
        return response.body();
      }
      throw refusal(response);
    } catch (IOException e) {
      throw CliException.failed("The serving layer at " + base + " does not answer: " + reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.failed("Interrupted while asking " + request.uri());
    }
  }

  /** A problem document's own words. */
  private static CliException refusal(HttpResponse<String> response) {
    String message = "HTTP " + response.statusCode() + " from " + response.uri();
    try {
      JsonNode problem = JSON.readTree(response.body());
      String detail = problem.path("detail").asText(problem.path("title").asText(""));
      if (!detail.isEmpty()) {
        message = detail;
      }
    } catch (IOException e) {
      message += ": " + response.body().lines().findFirst().orElse("");
    }
    return response.statusCode() / 100 == 4
        ? CliException.refused(message)
        : CliException.failed(message);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
