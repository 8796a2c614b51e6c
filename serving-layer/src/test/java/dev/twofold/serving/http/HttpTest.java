package dev.twofold.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twofold.batch.views.RunHistory;
import dev.twofold.batch.views.RunRecord;
import dev.twofold.batch.views.RunRecord.Outcome;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Settings;
import dev.twofold.epoch.EpochRange;
import dev.twofold.reconciliation.Cause;
import dev.twofold.reconciliation.Comparison;
import dev.twofold.reconciliation.Report;
import dev.twofold.reconciliation.ReportStore;
import dev.twofold.serving.HttpServer;
import dev.twofold.serving.MemoryLayers;
import dev.twofold.serving.Order;
import dev.twofold.serving.PortTakenException;
import dev.twofold.serving.Shop;
import dev.twofold.view.BatchView;
import dev.twofold.view.Generation;
import dev.twofold.view.Ledger;
import dev.twofold.view.RealtimeView;
import dev.twofold.view.Slice;
import dev.twofold.view.StateConsumer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The HTTP interface over layers in memory: two epochs in batch, one in speed. */
class HttpTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static HttpServer server;
  private static boolean speedDown;
  private static boolean batchDown;
  private static Warehouse warehouse;

  @TempDir static Path folder;

  @BeforeAll
  static void start() throws Exception {
    warehouse =
        Warehouse.open(new Settings.Warehouse("jdbc", null, folder.toString(), Map.of()), "shop");
    ReportStore reports = new ReportStore(warehouse, "shop");
    reports.save(report("20261126-020000-aaaa", "2026-11-26T02:00:00Z", 10));
    reports.save(report("20261127-020000-bbbb", "2026-11-27T02:00:00Z", 9));
    List<Order> orders =
        List.of(
            Order.of("2015-09-12T13:01:00Z", "Wien", true, 1L, "a", 3L, "9.90"),
            Order.of("2015-09-12T13:09:59.999Z", "Wien", true, 1L, "b", 1L, "0.10"),
            Order.of("2015-09-12T13:10:00Z", "Rom, \"Roma\"", null, 2L, "a", null, null),
            Order.of("2015-09-12T13:02:00Z", "Wien", true, 1L, "a", 5L, "1234567.80"),
            Order.of("2015-09-12T14:00:00Z", "", false, null, null, Long.MAX_VALUE, "1.00"),
            Order.of("2015-09-12T14:01:00Z", "", false, null, null, Long.MAX_VALUE, "1.00"));
    long[] epochs = {0, 1, 1, 2, 2, 2};
    MemoryLayers byCity = new MemoryLayers(Shop.view("by_city"), orders, epochs);
    byCity.publish(new TreeSet<>(List.of(1L)));
    byCity.publish(new TreeSet<>(List.of(1L, 2L))).stream(0);
    byCity.batch.expire(1);
    MemoryLayers allTime = new MemoryLayers(Shop.view("all_time"), orders, epochs).stream(0);
    Catalog catalog =
        new Catalog(
            Shop.PROJECT,
            List.of(
                ServedView.of(
                    Shop.view("by_city"),
                    Shop.source(),
                    new FailingBatch(byCity.batch),
                    new FailingSpeed(byCity.speed),
                    Shop.PROJECT.clock()),
                allTime.served()),
            List.of());
    List<Store> stores =
        List.of(new Store("cassandra", () -> speedDown ? Optional.of("down") : Optional.empty()));
    server =
        HttpServer.start(
            "127.0.0.1",
            0,
            environment ->
                ServingApi.install(
                    environment,
                    () -> catalog,
                    stores,
                    new Reconciliations(() -> warehouse, "shop"),
                    new BatchRuns(() -> warehouse, () -> List.of(Shop.source()))));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    warehouse.close();
  }

  /** Of one view with 10 states. */
  private static Report report(String id, String at, long equal) {
    Comparison comparison =
        new Comparison(
            "orders",
            "by_city",
            "0123456789ab",
            7,
            "segment",
            new EpochRange(3, 5),
            Instant.parse("2026-11-25T00:00:00Z"),
            Instant.parse("2026-11-26T00:00:00Z"),
            equal == 10 ? Comparison.Outcome.EQUAL : Comparison.Outcome.DIFFERENT,
            "",
            10,
            equal,
            100,
            100 - (10 - equal),
            List.of(1L),
            "code",
            12,
            equal == 10 ? Map.of() : Map.of(Cause.LOST_BY_SPEED, 10 - equal),
            List.of());
    return new Report(id, "shop", Instant.parse(at), List.of(comparison));
  }

  @Test
  void an_answer_has_this_very_text() throws Exception {
    HttpResponse<String> response =
        call(
            "/v1/views/by_city?city=Wien&window=1h&slide=30m&order=-orders,window_start&from=2015-09-12T13:00:00Z");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(
            response
                .body()
                .replaceAll("\"freshness_ms\":[0-9]+", "\"freshness_ms\":0")
                .replace(Shop.view("by_city").version(), "VERSION"))
        .isEqualTo(resource("answer.json"));
  }

  @Test
  void csv_tells_null_from_the_empty_string_and_carries_the_provenance_in_a_header()
      throws Exception {
    HttpResponse<String> response =
        call("/v1/views/by_city?measures=orders,revenue,items", "Accept", "text/csv");

    assertThat(response.body().lines())
        .containsExactly(
            "city,express,lane,window_start,window_end,orders,revenue,items",
            "Wien,true,1,2015-09-12T13:00:00Z,2015-09-12T13:10:00Z,3,1234577.80,9",
            "\"Rom, \"\"Roma\"\"\",,2,2015-09-12T13:10:00Z,2015-09-12T13:20:00Z,1,,",
            "\"\",false,,2015-09-12T14:00:00Z,2015-09-12T14:10:00Z,2,2.00,");
    JsonNode provenance =
        JSON.readTree(response.headers().firstValue("Twofold-Provenance").orElseThrow());
    assertThat(provenance.path("events").path("speed").asInt()).isEqualTo(3);
    assertThat(response.headers().firstValue("Twofold-Warning").orElseThrow())
        .contains("items is null in 1");
  }

  @Test
  void sql_is_answered_with_its_columns_and_where_they_came_from() throws Exception {
    String query =
        "SELECT city, MERGE(orders) AS n, MERGE(revenue) AS \"sum\" FROM by_city"
            + " WHERE window_start < TIMESTAMP '2015-09-12 14:00:00' GROUP BY city ORDER BY n DESC";
    HttpResponse<String> response = post("text/plain", query);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode answer = JSON.readTree(response.body());
    assertThat(response.body())
        .contains("\n[\"Wien\",3,1234577.80],\n[\"Rom, \\\"Roma\\\"\",1,null]]");
    assertThat(answer.path("columns").toString())
        .isEqualTo(
            "[{\"name\":\"city\",\"type\":\"VARCHAR\"},{\"name\":\"n\",\"type\":\"BIGINT\"},"
                + "{\"name\":\"sum\",\"type\":\"DECIMAL(38, 2)\"}]");
    assertThat(answer.path("status").asText()).isEqualTo("exact");
    assertThat(answer.at("/provenance/0/view").asText()).isEqualTo("by_city");
    assertThat(answer.at("/provenance/0/generation").asInt()).isEqualTo(2);

    assertThat(post("text/plain", query, "Accept", "text/csv").body().lines())
        .containsExactly("city,n,sum", "Wien,3,1234577.80", "\"Rom, \"\"Roma\"\"\",1,");
    String json = JSON.writeValueAsString(Map.of("query", query));
    assertThat(JSON.readTree(post("application/json", json).body()).path("rows"))
        .isEqualTo(answer.path("rows"));
  }

  @Test
  void sql_that_cannot_be_answered_is_a_problem_that_says_why() throws Exception {
    for (String query : List.of("SELECT SUM(customers) FROM by_city", "DROP TABLE by_city", "")) {
      HttpResponse<String> response = post("text/plain", query);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.headers().firstValue("Content-Type")).hasValue(Problem.MEDIA_TYPE);
      assertThat(JSON.readTree(response.body()).path("type").asText())
          .isEqualTo("urn:twofold:problem:bad-sql");
    }
    assertThat(post("text/plain", "SELECT SUM(customers) FROM by_city").body())
        .contains("Use MERGE(customers)");
    assertThat(call("/v1/sql").statusCode()).isEqualTo(405);
  }

  private static HttpResponse<String> post(String type, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + "/v1/sql")).header("Content-Type", type);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return CLIENT.send(
        request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  @Test
  void a_sum_that_does_not_fit_is_null_with_a_warning() throws Exception {
    JsonNode answer = json("/v1/views/by_city?city=&measures=items,orders");

    assertThat(answer.at("/rows/0/items").isNull()).isTrue();
    assertThat(answer.at("/rows/0/orders").asInt()).isEqualTo(2);
    assertThat(answer.at("/warnings/0").asText()).startsWith("items is null in 1 of the rows");
  }

  @Test
  void a_view_without_windows_has_rows_without_times() throws Exception {
    JsonNode answer = json("/v1/views/all_time?city=Wien");

    assertThat(answer.path("rows").toString())
        .isEqualTo("[{\"city\":\"Wien\",\"items\":9,\"orders\":3}]");
    assertThat(answer.at("/provenance/generation").isNull()).isTrue();
  }

  @Test
  void null_keys_are_asked_for_by_name() throws Exception {
    assertThat(json("/v1/views/by_city?express.null=true").path("rows")).hasSize(1);
    assertThat(json("/v1/views/by_city?city=").path("rows")).hasSize(1);
    assertThat(json("/v1/views/by_city?key.city=Wien").path("rows")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v1/views/by_ctiy                               | 404 | unknown-view       | Did you mean by_city?
          /v1/views/zzz                                   | 404 | unknown-view       | There are: all_time, by_city.
          /v1/views/by_city?ctiy=Wien                     | 400 | bad-query          | Did you mean city?
          /v1/views/by_city?wndow=1h                      | 400 | bad-query          | Did you mean window?
          /v1/views/by_city?orders=3                      | 400 | bad-query          | it is a measure
          /v1/views/by_city?lane=x                        | 400 | bad-query          | Cannot read lane='x' as BIGINT.
          /v1/views/by_city?express=yes                   | 400 | bad-query          | Write it as true or false
          /v1/views/by_city?city=a&city=b                 | 400 | bad-query          | given 2 times
          /v1/views/by_city?from=yesterday                | 400 | bad-query          | Write an ISO time
          /v1/views/by_city?from=2015-09-12T13:05:00Z     | 400 | bad-query          | Use 2015-09-12T13:00:00Z or 2015-09-12T13:10:00Z.
          /v1/views/by_city?from=2015-09-13&to=2015-09-12 | 400 | bad-query          | ends before it starts
          /v1/views/by_city?window=15m                    | 400 | bad-query          | such as 10m or 20m.
          /v1/views/by_city?window=1h&slide=40m           | 400 | bad-query          | Make window a multiple of slide.
          /v1/views/by_city?window=1000d&slide=10m        | 400 | bad-query          | Use at most 1000
          /v1/views/by_city?window=long                   | 400 | bad-query          | such as 15m, or all.
          /v1/views/all_time?window=1h                    | 400 | bad-query          | has no windows
          /v1/views/by_city?by=ctiy                       | 400 | bad-query          | Did you mean city?
          /v1/views/by_city?by=city&order=lane            | 400 | bad-query          | no such column to sort this answer by
          /v1/views/by_city?measures=ordres               | 400 | bad-query          | Did you mean orders?
          /v1/views/by_city?limit=0                       | 400 | bad-query          | 1 or more
          /v1/views/by_city?limit=99999999                | 400 | bad-query          | at most 1000000 rows
          /v1/views/by_city?layer=both                    | 400 | bad-query          | layer=merged, batch or speed
          /v1/views/by_city?format=xml                    | 400 | bad-query          | format=json or csv
          /v1/views/by_city?generation=one                | 400 | bad-query          | /v1/views/by_city/generations
          /v1/views/by_city?generation=7                  | 404 | unknown-generation | leave generation out
          /v1/views/by_city?generation=1                  | 410 | expired-generation | leave generation out
          /v1/nothing                                     | 404 | not-found          | There is nothing at /v1/nothing.
          """)
  void an_error_is_a_problem_that_names_its_fix(String path, int status, String type, String detail)
      throws Exception {
    HttpResponse<String> response = call(path);
    JsonNode problem = JSON.readTree(response.body());

    assertThat(response.statusCode()).isEqualTo(status).isEqualTo(problem.path("status").asInt());
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(problem.path("type").asText()).isEqualTo("urn:twofold:problem:" + type);
    assertThat(problem.path("title").asText()).isNotEmpty();
    assertThat(problem.path("detail").asText()).contains(detail);
  }

  @Test
  void one_layer_down_is_answered_by_the_other_and_says_so() throws Exception {
    speedDown = true;
    try {
      JsonNode answer = json("/v1/views/by_city?city=Wien&measures=orders");
      assertThat(answer.at("/rows/0/orders").asInt()).isEqualTo(2);
      assertThat(answer.at("/provenance/status").asText()).isEqualTo("degraded");
      assertThat(answer.at("/provenance/reasons/0").asText())
          .contains("real-time view")
          .contains("down");
      assertThat(call("/v1/views/by_city?layer=speed").statusCode()).isEqualTo(503);
      assertThat(call("/admin/healthcheck").statusCode()).isEqualTo(500);
      assertThat(json("/v1/status").at("/stores/0/reachable").asBoolean()).isFalse();

      batchDown = true;
      HttpResponse<String> refused = call("/v1/views/by_city");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();

      speedDown = false;
      answer = json("/v1/views/by_city?city=Wien&measures=orders");
      assertThat(answer.at("/provenance/status").asText()).isEqualTo("degraded");
      assertThat(answer.at("/rows/0/orders").asInt()).isPositive();
    } finally {
      speedDown = false;
      batchDown = false;
    }
    assertThat(call("/admin/healthcheck").statusCode()).isEqualTo(200);
  }

  @Test
  void views_status_and_generations_are_listed() throws Exception {
    JsonNode view = json("/v1/views").at("/views/1");
    assertThat(view.path("name").asText()).isEqualTo("by_city");
    assertThat(view.path("pane").asText()).isEqualTo("10m");
    assertThat(view.at("/keys/2/type").asText()).isEqualTo("BIGINT");
    assertThat(view.at("/measures/2/type").asText()).isEqualTo("DECIMAL(38, 2)");
    assertThat(view.at("/measures/5/error_bound").asText()).contains("0.8 %");
    assertThat(view.at("/source/topic").asText()).isEqualTo("orders");
    assertThat(view.path("generation").asInt()).isEqualTo(2);

    JsonNode generation = json("/v1/views/by_city/generations").at("/generations/0");
    assertThat(generation.path("current").asBoolean()).isTrue();
    assertThat(generation.path("through").asInt()).isEqualTo(2);
    assertThat(generation.path("segments")).hasSize(2);

    JsonNode status = json("/v1/status");
    assertThat(status.at("/sources/0/positions/0").asInt()).isEqualTo(6);
    assertThat(status.at("/views/1/batch_events").asInt()).isEqualTo(3);
  }

  @Test
  void metrics_count_what_was_asked() throws Exception {
    json("/v1/views/by_city?city=Wien");

    String metrics = call("/metrics").body();
    assertThat(metrics)
        .contains("twofold_answers_total{status=\"exact\",view=\"by_city\"}")
        .contains("twofold_query_rows_read_total{view=\"by_city\"}")
        .contains(
            "twofold_http_request_seconds_count{endpoint=\"/v1/views/{view}\",status=\"200\"}")
        .contains("twofold_freshness_seconds{view=\"by_city\"}")
        .contains("twofold_generation{view=\"by_city\"} 2.0")
        .contains("dropwizard_jvm_memory_heap_used");
  }

  @Test
  void batch_runs_are_listed_with_how_far_one_is_that_goes_on() throws Exception {
    RunHistory history = warehouse.master(Shop.source()).runs();
    long now = System.currentTimeMillis();
    history.write(batchRun("1", Outcome.DONE, now - 100_000, now - 50_000));
    history.write(batchRun("2", Outcome.REFUSED, now - 40_000, now - 30_000));
    history.write(batchRun("3", Outcome.RUNNING, now - 2_000, 0));
    JsonNode runs = json("/v1/runs").path("runs");
    assertThat(runs).extracting(run -> run.path("id").asText()).containsExactly("3", "2", "1");
    assertThat(runs.at("/0/outcome").asText()).isEqualTo("running");
    assertThat(runs.at("/0/ended").isNull()).isTrue();
    assertThat(runs.at("/0/phases/0/rows").asLong()).isEqualTo(1_000);
    assertThat(runs.at("/0/phases/0/rows_per_second").asLong()).isBetween(1L, 500L);
    assertThat(json("/v1/runs/2").path("error").asText()).isEqualTo("Records are lost");
    assertThat(json("/v1/runs?limit=1").path("runs")).hasSize(1);
    assertThat(call("/v1/runs/4").statusCode()).isEqualTo(404);
    assertThat(call("/v1/runs?limit=many").statusCode()).isEqualTo(400);
    assertThat(call("/metrics").body())
        .contains("twofold_batch_last_run_failed{source=\"orders\"} 1.0")
        .contains("twofold_batch_last_success_timestamp_seconds{source=\"orders\"} ");
  }

  private static RunRecord batchRun(String id, Outcome outcome, long started, long ended) {
    return new RunRecord(
        id,
        "orders",
        "run",
        RunRecord.Reason.SCHEDULE,
        outcome,
        started,
        started,
        System.currentTimeMillis(),
        ended,
        1,
        2,
        1_000,
        3,
        outcome == Outcome.REFUSED ? "Records are lost" : "",
        List.of(new RunRecord.Phase("land", started, ended, 1_000)),
        List.of());
  }

  @Test
  void reports_of_reconciliation_are_listed_the_newest_first() throws Exception {
    JsonNode runs = json("/v1/reconciliations").path("reconciliations");
    assertThat(runs).hasSize(2);
    assertThat(runs.at("/0/id").asText()).isEqualTo("20261127-020000-bbbb");
    assertThat(runs.at("/0/outcome").asText()).isEqualTo("drift");
    assertThat(runs.at("/0/different").asLong()).isEqualTo(1);
    assertThat(runs.at("/1/outcome").asText()).isEqualTo("equal");
    assertThat(json("/v1/reconciliations?limit=1").path("reconciliations")).hasSize(1);
    assertThat(call("/v1/reconciliations?limit=0").statusCode()).isEqualTo(400);
    assertThat(call("/metrics").body())
        .contains("twofold_reconciliation_different_states 1.0")
        .contains("twofold_reconciliation_compared_states 10.0");
  }

  @Test
  void a_report_is_a_page_for_browsers_and_json_for_programs() throws Exception {
    String path = "/v1/reconciliations/latest";
    HttpResponse<String> page = call(path, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(page.body()).contains("Drift: 1 of 10 states differs").contains("Lost by speed: 1");
    JsonNode report = JSON.readTree(call(path, "Accept", "application/json").body());
    assertThat(report.at("/comparisons/0/outcome").asText()).isEqualTo("DIFFERENT");
    assertThat(report.at("/comparisons/0/epochs/from").asLong()).isEqualTo(3);
    assertThat(json("/v1/reconciliations/20261126-020000-aaaa?format=json").at("/at").asText())
        .isEqualTo("2026-11-26T02:00:00Z");
    assertThat(call("/v1/reconciliations/20200101-020000-cccc").statusCode()).isEqualTo(404);
  }

  @Test
  void the_first_page_is_html_for_browsers_and_links_for_programs() throws Exception {
    HttpResponse<String> page = call("/", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(page.body()).contains("<h2>by_city</h2>").contains("GROUP BY city, express, lane");
    assertThat(json("/").at("/links/status").asText()).isEqualTo("/v1/status");
  }

  @Test
  void a_taken_port_is_an_error_that_names_it() {
    int port = URI.create(server.url()).getPort();
    Assertions.assertThatThrownBy(() -> HttpServer.start("127.0.0.1", port, environment -> {}))
        .isInstanceOf(PortTakenException.class)
        .hasMessage(
            "Cannot listen on 127.0.0.1:"
                + port
                + ": the port is taken. Choose another with --port");
  }

  private static JsonNode json(String path) throws Exception {
    HttpResponse<String> response = call(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static HttpResponse<String> call(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path.replace("\"", "%22")));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HttpTest.class.getResourceAsStream("/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A real view whose store can be cut off. */
  private record FailingSpeed(RealtimeView view) implements RealtimeView {
    @Override
    public Ledger ledger() {
      if (speedDown) {
        throw new IllegalStateException("the store is down");
      }
      return view.ledger();
    }

    @Override
    public Map<Integer, Long> endsBelow(long incarnation, long epoch, Set<Integer> partitions) {
      return view.endsBelow(incarnation, epoch, partitions);
    }

    @Override
    public void read(long incarnation, EpochRange epochs, Slice slice, StateConsumer into) {
      view.read(incarnation, epochs, slice, into);
    }
  }

  /** A real view whose store can be cut off. */
  private record FailingBatch(BatchView view) implements BatchView {
    @Override
    public List<Generation> generations() {
      return view.generations();
    }

    @Override
    public Optional<Pinned> pinCurrent() {
      if (batchDown) {
        throw new IllegalStateException("the store is down");
      }
      return view.pinCurrent();
    }

    @Override
    public Pinned pin(long number) {
      return view.pin(number);
    }
  }
}
