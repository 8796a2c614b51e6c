package dev.twofold.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twofold.batch.views.DeploymentTable;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.DeploymentPlan;
import dev.twofold.definition.Project;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A server follows what is deployed: real warehouse, no Cassandra. */
class DeployedViewsTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Path project;
  private Map<String, String> settings;
  private DeploymentTable register;
  private String url;

  @BeforeEach
  void copyProject() throws Exception {
    project = folder.resolve("shop");
    Path shop = Path.of(DeployedViewsTest.class.getResource("/shop").toURI());
    try (Stream<Path> files = Files.walk(shop)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = project.resolve(shop.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    settings =
        Map.of(
            "warehouse.location",
            folder.resolve("warehouse").toString(),
            // Nothing listens on the port of tcpmux.
            "cassandra.contact_points",
            "127.0.0.1:1");
  }

  private ServingLayer.Running start() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--project=" + project, "--state=" + folder));
    arguments.add("--port=0");
    settings.forEach((name, value) -> arguments.add("--set=" + name + "=" + value));
    ServingLayer.Running running =
        CommandLine.populateCommand(new ServingLayer(), arguments.toArray(String[]::new)).wire();
    url = running.server().url();
    return running;
  }

  private Deployment deploy() {
    Project wanted = Project.load(project, settings);
    return register.change(
        before -> DeploymentPlan.of(before, wanted, System.currentTimeMillis()).next());
  }

  private void write(String view, String sql) throws Exception {
    Files.writeString(project.resolve("views/" + view + ".sql"), sql);
  }

  @Test
  void a_name_changes_hands_in_one_step_and_no_query_fails() throws Exception {
    Project wanted = Project.load(project, settings);
    try (Warehouse warehouse = Warehouse.open(wanted.settings().warehouse(), wanted.name());
        ServingLayer.Running running = start()) {
      register = warehouse.deployments();
      String first = version("by_city");
      assertThat(deploy().number()).isEqualTo(1);
      awaitDeployment(1);
      assertThat(version("by_city")).isEqualTo(first);

      write("by_city", "SELECT city, COUNT(*) AS orders FROM orders GROUP BY city");
      deploy();
      awaitDeployment(2);
      JsonNode building = json("/v1/status").at("/views/1/building");
      assertThat(building.path("waits_for").toString()).contains("real-time view cannot be read");
      String second = building.path("version").asText();
      assertThat(second).isNotEqualTo(first);
      assertThat(metrics()).contains("twofold_version_building_seconds{view=\"by_city\"}");
      assertThat(version("by_city")).isEqualTo(first);

      List<String> versions = Collections.synchronizedList(new ArrayList<>());
      Thread reader = new Thread(() -> readUntilVersion(second, versions));
      reader.start();
      long now = System.currentTimeMillis();
      register.change(before -> before.promoted("by_city", second, now)); // by another server
      awaitDeployment(3);
      reader.join();
      assertThat(versions.stream().distinct()).containsExactly(first, second);
      assertThat(metrics()).doesNotContain("twofold_version_building_seconds{");

      register.change(before -> before.rolledBack("by_city", first, "it was wrong", now));
      awaitDeployment(4);
      assertThat(version("by_city")).isEqualTo(first);
      assertThat(json("/v1/status").at("/views/1/held").asText()).isEqualTo("it was wrong");
    }
  }

  private void readUntilVersion(String last, List<String> versions) {
    try {
      do {
        versions.add(version("by_city"));
      } while (!versions.get(versions.size() - 1).equals(last));
    } catch (Exception | AssertionError e) {
      versions.add(e.toString());
    }
  }

  @Test
  void a_removed_view_is_gone_and_comes_back_as_another_version() throws Exception {
    Project wanted = Project.load(project, settings);
    try (Warehouse warehouse = Warehouse.open(wanted.settings().warehouse(), wanted.name())) {
      register = warehouse.deployments();
      deploy();
      String sql = Files.readString(project.resolve("views/all_time.sql"));
      Files.delete(project.resolve("views/all_time.sql"));
      try (ServingLayer.Running running = start()) {
        // What is deployed counts, not the folder.
        String first = version("all_time");
        deploy();
        awaitDeployment(2);
        HttpResponse<String> gone = get("/v1/views/all_time");
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(gone.body()).contains("removed-view", "put views/all_time.sql back");
        assertThat(get("/v1/views/never").statusCode()).isEqualTo(404);
        assertThat(json("/v1/views").path("views")).hasSize(1);

        write("all_time", sql);
        deploy();
        awaitDeployment(3);
        assertThat(version("all_time")).isNotEqualTo(first);
      }
      try (ServingLayer.Running running = start()) {
        assertThat(json("/v1/status").path("deployment").asLong()).isEqualTo(3);
      }
    }
  }

  private void awaitDeployment(long number) throws Exception {
    await(() -> json("/v1/status").path("deployment").asLong() == number);
  }

  private static void await(Callable<Boolean> holds) throws Exception {
    long limit = System.nanoTime() + 60_000_000_000L;
    while (!holds.call()) {
      assertThat(System.nanoTime()).as("the server is late").isLessThan(limit);
      Thread.sleep(50);
    }
  }

  /** The version that an answer names. */
  private String version(String view) throws Exception {
    JsonNode answer = json("/v1/views/" + view);
    return answer.at("/provenance/version").asText();
  }

  private String metrics() throws Exception {
    return get("/metrics").body();
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
