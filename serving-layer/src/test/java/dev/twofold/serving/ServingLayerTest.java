package dev.twofold.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The process as it is wired: real warehouse, no Cassandra. */
class ServingLayerTest {
  @TempDir private Path folder;

  private List<String> arguments(int port) throws Exception {
    Path project = Path.of(ServingLayerTest.class.getResource("/shop").toURI());
    return List.of(
        "--project=" + project,
        "--state=" + folder,
        "--port=" + port,
        "--set=warehouse.location=" + folder.resolve("warehouse"),
        // Nothing listens on the port of tcpmux.
        "--set=cassandra.contact_points=127.0.0.1:1");
  }

  private static ServingLayer layer(List<String> arguments) {
    return CommandLine.populateCommand(new ServingLayer(), arguments.toArray(String[]::new));
  }

  @Test
  void it_starts_and_answers_while_cassandra_is_down_and_says_so() throws Exception {
    try (var running = layer(arguments(0)).wire()) {
      HttpClient client = HttpClient.newHttpClient();
      URI status = URI.create(running.server().url() + "/v1/status");
      assertThat(body(client, status))
          .contains("no node answers at 127.0.0.1:1")
          .contains("\"name\" : \"warehouse\",\n    \"reachable\" : true");
      URI query = URI.create(running.server().url() + "/v1/views/by_city");
      assertThat(body(client, query))
          .contains("\"status\":\"degraded\"")
          .contains("Cassandra is not connected");
    }
  }

  private static String body(HttpClient client, URI uri) throws Exception {
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  @Test
  void a_taken_port_ends_it_with_exit_code_2_and_one_line() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      StringWriter err = new StringWriter();
      int code =
          ServingLayer.commandLine()
              .setErr(new PrintWriter(err))
              .execute(arguments(taken.getLocalPort()).toArray(String[]::new));
      assertThat(code).isEqualTo(2);
      assertThat(err.toString().strip().lines())
          .containsExactly(
              "Cannot listen on 127.0.0.1:"
                  + taken.getLocalPort()
                  + ": the port is taken. Choose another with --port");
    }
  }

  @Test
  void a_missing_setting_is_refused_by_name() throws Exception {
    List<String> arguments = new ArrayList<>(arguments(0));
    arguments.removeIf(argument -> argument.contains("cassandra"));
    assertThatThrownBy(() -> layer(arguments).wire())
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("--set cassandra.contact_points=");
  }
}
