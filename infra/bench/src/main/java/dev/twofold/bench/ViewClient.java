package dev.twofold.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Asks for the hours of one page over HTTP. One connection a thread. */
final class ViewClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String serving;

  ViewClient(String serving) {
    this.serving = serving;
  }

  /** The request for a page's hours in [from, to), milliseconds since 1970. */
  HttpRequest pageHours(String page, long from, long to) {
    String query =
        "?page="
            + URLEncoder.encode(page, StandardCharsets.UTF_8)
            + "&from="
            + Instant.ofEpochMilli(from)
            + "&to="
            + Instant.ofEpochMilli(to);
    return HttpRequest.newBuilder(URI.create(serving + "/v1/views/page_hours" + query))
        .timeout(Duration.ofSeconds(10))
        .build();
  }

  /** The answer, unread. */
  byte[] fetch(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(
          request.uri()
              + " answered "
              + response.statusCode()
              + ": "
              + new String(response.body(), StandardCharsets.UTF_8));
    }
    return response.body();
  }

  JsonNode ask(HttpRequest request) throws IOException, InterruptedException {
    return JSON.readTree(fetch(request));
  }

  /** How many edits an answer counts. */
  static long edits(JsonNode answer) {
    long edits = 0;
    for (JsonNode row : answer.path("rows")) {
      edits += row.path("edits").asLong();
    }
    return edits;
  }
}
