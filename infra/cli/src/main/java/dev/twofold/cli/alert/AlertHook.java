package dev.twofold.cli.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twofold.definition.Project;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Posts alerts as JSON to the URL of the setting {@code alerts.webhook}: members {@code project},
 * {@code kind}, {@code at}, {@code text} (the summary, which chat services show) and {@code
 * details}.
 */
public final class AlertHook {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String project;
  private final Optional<URI> webhook;

  private AlertHook(String project, Optional<URI> webhook) {
    this.project = project;
    this.webhook = webhook;
  }

  /** The project's; one that has no webhook tells nobody. */
  public static AlertHook of(Project project) {
    return new AlertHook(
        project.name(),
        Optional.ofNullable(project.settings().alerts().webhook()).map(URI::create));
  }

  /**
   * Posts the alert, again where that fails. It throws nothing: what is told of must not fail over
   * the telling.
   *
   * @return why it could not be told; empty where it was, or there is nobody to tell
   */
  public Optional<String> send(Alert alert) {
    if (webhook.isEmpty()) {
      return Optional.empty();
    }
    String failure = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        int status = post(webhook.get(), alert);
        if (status / 100 == 2) {
          return Optional.empty();
        }
        failure = "it answered " + status;
      } catch (IOException e) {
        failure = e.getClass().getSimpleName() + ": " + e.getMessage();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.of("interrupted");
      }
    }
    return Optional.of("alerts.webhook " + webhook.get() + " was not told: " + failure);
  }

  private int post(URI url, Alert alert) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json(alert)))
            .build();
    return HttpClient.newBuilder()
        .connectTimeout(LIMIT)
        .build()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private String json(Alert alert) throws JsonProcessingException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("project", project);
    body.put("kind", alert.kind());
    body.put("at", Instant.now().toString());
    body.put("text", alert.summary());
    body.put("details", alert.details());
    return JSON.writeValueAsString(body);
  }
}
