package dev.twofold.serving;

import dev.twofold.definition.DefinitionException;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.Project;
import dev.twofold.serving.http.BatchRuns;
import dev.twofold.serving.http.Reconciliations;
import dev.twofold.serving.http.ServingApi;
import dev.twofold.serving.http.Store;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.RealtimeDeployment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Answers queries of a project's views over HTTP. */
@Command(
    name = "serving-layer",
    description = "Answers queries of a project's views over HTTP.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ServingLayer implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServingLayer.class);
  private static final int FAILED = 1;
  private static final int REFUSED = 2;
  private static final long FIRST_CONNECTION_SECONDS = 5;

  @Option(
      names = "--project",
      required = true,
      paramLabel = "DIR",
      description = "The project folder.")
  private Path project;

  @Option(
      names = "--state",
      required = true,
      paramLabel = "DIR",
      description = "Where the server keeps its indexes; they can be deleted while it is stopped.")
  private Path state;

  @Option(
      names = "--port",
      defaultValue = "8080",
      paramLabel = "N",
      description = "The port to listen on; 0 for any. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description = "The address to listen on. Default: ${DEFAULT-VALUE}, this machine only.")
  private String host;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Overrides a setting of twofold.yaml.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  /** Exit codes: 0 stopped, 1 failed and a retry is safe, 2 refused: needs a person. */
  public static void main(String[] args) {
    HttpServer.quietLogs();
    int code = commandLine().execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new ServingLayer())
        .setExecutionExceptionHandler((error, line, parsed) -> report(error, line.getErr()));
  }

  private static int report(Exception error, PrintWriter err) {
    if (error instanceof DefinitionException || error instanceof RefusedException) {
      err.println(error.getMessage());
      return REFUSED;
    }
    error.printStackTrace(err);
    return FAILED;
  }

  @Override
  public Integer call() throws Exception {
    Running running = wire();
    Runtime.getRuntime().addShutdownHook(new Thread(running::close, "shutdown"));
    System.out.println("Serving layer ready at " + running.server().url());
    running.server().join();
    return 0;
  }

  /** Who uses whom, in one place. */
  Running wire() throws Exception {
    Project loaded = Project.loadDeployed(project, overrides, ServingLayer::deployed);
    CassandraLink cassandra = CassandraLink.start(loaded.settings());
    WarehouseLink warehouse = new WarehouseLink(loaded);
    Path indexes = state.resolve("serving").resolve(Integer.toString(port));

    ServedProject served = new ServedProject(loaded, warehouse, cassandra, indexes);
    Refresher refresher = new Refresher(served);
    refresher.start();
    cassandra.awaitFirstTry(FIRST_CONNECTION_SECONDS);

    List<Store> stores =
        List.of(
            new Store("warehouse", refresher::failure),
            new Store(
                "cassandra",
                () ->
                    served.get().views().stream()
                        .findFirst()
                        .flatMap(view -> cassandra.failure(view.speed()))));
    Reconciliations reconciliations = new Reconciliations(warehouse, loaded.name());
    BatchRuns runs = new BatchRuns(warehouse, () -> served.get().sources());
    List<AutoCloseable> reading = List.of(refresher, cassandra, warehouse);
    try {
      HttpServer server =
          HttpServer.start(
              host,
              port,
              environment ->
                  ServingApi.install(environment, served, stores, reconciliations, runs));
      return new Running(server, reading);
    } catch (Exception e) {
      closeAll(reading);
      throw e;
    }
  }

  /**
   * What is deployed, as the warehouse says; where that cannot be read, as its copy in Cassandra
   * does. Where neither can be, no view can be answered for either, until one can be read.
   */
  private static Deployment deployed(Project sound) {
    requireSetting("cassandra.contact_points", sound.settings().cassandra().contactPoints());
    requireSetting("warehouse.location", sound.settings().warehouse().location());
    try (WarehouseLink warehouse = new WarehouseLink(sound)) {
      return warehouse.get().deployed();
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "What is deployed is read from Cassandra, as the warehouse cannot be: {}", e.toString());
    }
    try (CassandraSession cassandra = CassandraSession.open(sound.settings())) {
      return new RealtimeDeployment(cassandra).current();
    } catch (RuntimeException e) {
      LOG.warn("What is deployed cannot be read from Cassandra either: {}", e.getMessage());
      return Deployment.NONE;
    }
  }

  private static void requireSetting(String name, String value) {
    if (value == null) {
      throw new RefusedException(
          "The setting "
              + name
              + " is missing: give it in twofold.yaml, or with --set "
              + name
              + "=...");
    }
  }

  /**
   * What runs.
   *
   * @param reading what the server reads with, to be closed after it, in this order
   */
  record Running(HttpServer server, List<AutoCloseable> reading) implements AutoCloseable {
    @Override
    public void close() {
      closeAll(List.of(server));
      closeAll(reading);
    }
  }

  private static void closeAll(List<? extends AutoCloseable> parts) {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        err.println("Cannot close " + part.getClass().getSimpleName() + ": " + e.getMessage());
      }
    }
  }
}
