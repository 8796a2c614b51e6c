package dev.twofold.stack;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One Cassandra node, a cluster of its own. */
public final class CassandraServer extends Server {
  static final String FOLDER = "cassandra";

  private static final String MODULE = "infra/cassandra";
  private static final int JAVA = 17;

  private static final List<String> EXPORTS =
      List.of(
          "java.base/jdk.internal.misc",
          "java.base/java.lang.ref",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.sql/java.sql",
          "jdk.unsupported/sun.misc",
          "jdk.compiler/com.sun.tools.javac.file",
          "jdk.attach/sun.tools.attach");

  private static final List<String> OPENS =
      List.of(
          "java.base/java.lang.module",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.reflect",
          "java.base/java.util",
          "java.base/java.nio",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "jdk.management/com.sun.management.internal",
          "jdk.compiler/com.sun.tools.javac");

  private final Path home;
  private final Path folder;
  private final int port;
  private final int storagePort;

  CassandraServer(Path home, Path state, Ports ports) {
    super("Cassandra");
    this.home = home;
    this.folder = state.resolve(FOLDER);
    this.port = ports.port("cassandra");
    this.storagePort = ports.port("cassandra-storage");
  }

  /** Where drivers connect. */
  public InetSocketAddress contactPoint() {
    return Loopback.address(port);
  }

  /** The contact point as {@code host:port}. */
  public String contactPointText() {
    return Loopback.text(port);
  }

  /** The name that drivers must be told as their local datacenter. */
  public String localDatacenter() {
    return "datacenter1";
  }

  @Override
  Path folder() {
    return folder;
  }

  @Override
  ReadyCheck readyCheck() {
    return () -> Probes.cql(port);
  }

  @Override
  JavaCommand prepare() {
    if (Runtime.version().feature() != JAVA) {
      throw new StackException(
          "Cannot start Cassandra on Java "
              + Runtime.version().feature()
              + ": it needs Java "
              + JAVA);
    }
    Path logging = Template.write("logback.xml", folder, Map.of());
    Path config =
        Template.write(
            "cassandra.yaml",
            folder,
            Map.of("port", Integer.toString(port), "storagePort", Integer.toString(storagePort)));
    return JavaCommand.of(
            name(),
            "org.apache.cassandra.service.CassandraDaemon",
            ModuleClasspath.of(home, MODULE))
        .withClassArchives(ModuleClasspath.archives(home))
        .withJvmOptions(memoryOptions())
        .withJvmOptions(moduleOptions())
        .withJvmOptions(
            List.of(
                "-Djava.net.preferIPv4Stack=true",
                "-Djdk.attach.allowAttachSelf=true",
                "-Dio.netty.tryReflectionSetAccessible=true",
                "-Dlogback.configurationFile=" + logging,
                "-Dcassandra.config=" + config.toUri(),
                "-Dcassandra.storagedir=" + folder.resolve("data"),
                "-Dcassandra-foreground=yes",
                // A ring of one has nobody to wait for.
                "-Dcassandra.ring_delay_ms=0",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.shutdown_announce_in_ms=0",
                "-Dcassandra.superuser_setup_delay_ms=0"));
  }

  private static List<String> memoryOptions() {
    return List.of(
        "-Xms256m", "-Xmx768m", "-Xss512k", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError");
  }

  private static List<String> moduleOptions() {
    return Stream.concat(
            EXPORTS.stream().flatMap(name -> Stream.of("--add-exports", name + "=ALL-UNNAMED")),
            OPENS.stream().flatMap(name -> Stream.of("--add-opens", name + "=ALL-UNNAMED")))
        .toList();
  }
}
