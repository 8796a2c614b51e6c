package dev.twofold.cli.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.twofold.definition.Project;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts, on their way to a server on this machine. */
class AlertHookTest {
  private static final Alert ALERT =
      new Alert("drift", "3 of 10 states differ", Map.of("different", 3));

  @TempDir Path folder;
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private volatile int refusals;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(bodies.size() <= refusals ? 500 : 204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private AlertHook hook(String webhook) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("sources"));
    Files.writeString(
        sources.resolve("clicks.yaml"),
        "topic: clicks\nformat: json\nevent_time: at\ncolumns:\n"
            + "  - {name: at, type: TIMESTAMP, required: true}\n");
    Files.writeString(
        folder.resolve("twofold.yaml"), "name: shop\n" + (webhook.isEmpty() ? "" : webhook));
    return AlertHook.of(Project.load(folder, Map.of()));
  }

  private String url() {
    return "alerts:\n  webhook: http://127.0.0.1:" + server.getAddress().getPort() + "/hook\n";
  }

  @Test
  void anAlertIsPostedAsJson() throws IOException {
    assertThat(hook(url()).send(ALERT)).isEmpty();

    JsonNode body = new ObjectMapper().readTree(bodies.get(0));
    assertThat(body.path("project").asText()).isEqualTo("shop");
    assertThat(body.path("kind").asText()).isEqualTo("drift");
    assertThat(body.path("text").asText()).isEqualTo("3 of 10 states differ");
    assertThat(body.at("/details/different").asInt()).isEqualTo(3);
    assertThat(body.path("at").asText()).endsWith("Z");
  }

  @Test
  void aServerThatFailsIsToldAgainAndThenNamed() throws IOException {
    refusals = 2;
    assertThat(hook(url()).send(ALERT)).isEmpty();
    assertThat(bodies).hasSize(3);

    refusals = 100;
    assertThat(hook(url()).send(ALERT).orElseThrow())
        .contains("/hook was not told: it answered 500");
  }

  @Test
  void aProjectWithoutAWebhookTellsNobody() throws IOException {
    assertThat(hook("").send(ALERT)).isEmpty();
    assertThat(bodies).isEmpty();
  }
}
