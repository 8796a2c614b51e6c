package dev.twofold.serving;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.SimpleServerFactory;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.logging.common.BootstrapLogging;
import io.dropwizard.logging.common.ConsoleAppenderFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.dropwizard.request.logging.LogbackAccessRequestLogFactory;
import io.dropwizard.util.Duration;
import java.net.BindException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A Dropwizard server that is configured in code: one port, the admin resources on it under /admin,
 * few threads, quiet logs.
 */
public final class HttpServer implements AutoCloseable {
  private static final int THREADS = 32;

  private final Server jetty;
  private final String host;

  private HttpServer(Server jetty, String host) {
    this.jetty = jetty;
    this.host = host;
  }

  /** Keeps libraries quiet that log before a server is started. */
  public static void quietLogs() {
    BootstrapLogging.bootstrap(Level.WARN);
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for any that is free
   * @param install puts resources and health checks into the environment
   * @throws PortTakenException where something else listens there
   */
  public static HttpServer start(String host, int port, Consumer<Environment> install)
      throws Exception {
    Configuration configuration = configuration(host, port);
    Bootstrap<Configuration> bootstrap = new Bootstrap<>(new Unnamed());
    configuration.getLoggingFactory().configure(bootstrap.getMetricRegistry(), "twofold");
    bootstrap.registerMetrics();
    Environment environment =
        new Environment(
            "serving",
            bootstrap.getObjectMapper(),
            bootstrap.getValidatorFactory(),
            bootstrap.getMetricRegistry(),
            bootstrap.getClassLoader(),
            bootstrap.getHealthCheckRegistry(),
            configuration);
    configuration.getServerFactory().configure(environment);
    install.accept(environment);
    Server jetty = configuration.getServerFactory().build(environment);
    try {
      jetty.start();
    } catch (Exception e) {
      jetty.stop();
      throw isBind(e) ? new PortTakenException(host, port, e) : e;
    }
    return new HttpServer(jetty, host);
  }

  private static Configuration configuration(String host, int port) {
    HttpConnectorFactory connector = new HttpConnectorFactory();
    connector.setBindHost(host);
    connector.setPort(port);
    connector.setAcceptorThreads(Optional.of(1));
    connector.setSelectorThreads(Optional.of(1));
    LogbackAccessRequestLogFactory noRequestLog = new LogbackAccessRequestLogFactory();
    noRequestLog.setAppenders(List.of());
    SimpleServerFactory server = new SimpleServerFactory();
    server.setConnector(connector);
    server.setApplicationContextPath("/");
    server.setAdminContextPath("/admin");
    server.setMinThreads(4);
    server.setMaxThreads(THREADS);
    server.setRequestLogFactory(noRequestLog);
    server.setRegisterDefaultExceptionMappers(false);
    server.setShutdownGracePeriod(Duration.seconds(2));
    Configuration configuration = new Configuration();
    configuration.setServerFactory(server);
    configuration.setLoggingFactory(logging());
    return configuration;
  }

  private static DefaultLoggingFactory logging() {
    ConsoleAppenderFactory<ch.qos.logback.classic.spi.ILoggingEvent> console =
        new ConsoleAppenderFactory<>();
    console.setTarget(ConsoleAppenderFactory.ConsoleStream.STDERR);
    DefaultLoggingFactory logging = new DefaultLoggingFactory();
    logging.setLevel(Level.WARN.levelStr);
    // Without Cassandra the driver would warn at every attempt to connect; CassandraLink warns
    // once.
    logging.setLoggers(Map.of("com.datastax.oss.driver", new TextNode(Level.ERROR.levelStr)));
    logging.setAppenders(List.of(console));
    return logging;
  }

  private static boolean isBind(Throwable error) {
    return error instanceof BindException || (error.getCause() != null && isBind(error.getCause()));
  }

  /** The URL that clients use. */
  public String url() {
    int port = ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
    boolean ipv6 = host.contains(":");
    return "http://" + (ipv6 ? "[" + host + "]" : host) + ":" + port;
  }

  /** Waits until the server has stopped. */
  public void join() throws InterruptedException {
    jetty.join();
  }

  /** Lets requests under way end, for as long as is allowed to them, and cuts what is left. */
  @Override
  public void close() throws Exception {
    try {
      jetty.stop();
    } catch (TimeoutException cut) {
      // A client that keeps an idle connection for its next request: the server has stopped.
    }
  }

  /** Dropwizard asks for an application where its own command line is not used, too. */
  private static final class Unnamed extends Application<Configuration> {
    @Override
    public void run(Configuration configuration, Environment environment) {}
  }
}
