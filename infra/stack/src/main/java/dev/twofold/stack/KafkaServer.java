package dev.twofold.stack;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One Kafka node, broker and controller in one (KRaft). */
public final class KafkaServer extends Server {
  static final String FOLDER = "kafka";

  private static final String MODULE = "infra/kafka";

  private final Path home;
  private final Path folder;
  private final int port;
  private final int controllerPort;

  KafkaServer(Path home, Path state, Ports ports) {
    super("Kafka");
    this.home = home;
    this.folder = state.resolve(FOLDER);
    this.port = ports.port("kafka");
    this.controllerPort = ports.port("kafka-controller");
  }

  /** Host and port, for {@code bootstrap.servers}. */
  public String bootstrap() {
    return Loopback.text(port);
  }

  @Override
  Path folder() {
    return folder;
  }

  @Override
  ReadyCheck readyCheck() {
    return () -> Probes.kafka(port);
  }

  @Override
  JavaCommand prepare() {
    List<Path> classpath = ModuleClasspath.of(home, MODULE);
    Path data = folder.resolve("data");
    Path logging = Template.write("log4j2.xml", folder, Map.of());
    Path properties =
        Template.write(
            "server.properties",
            folder,
            Map.of(
                "port", Integer.toString(port),
                "controllerPort", Integer.toString(controllerPort),
                "data", data.toString()));
    if (!Files.exists(data.resolve("meta.properties"))) {
      format(classpath, properties);
    }
    return JavaCommand.of(name(), "kafka.Kafka", classpath)
        .withClassArchives(ModuleClasspath.archives(home))
        .withJvmOptions(
            List.of("-Xms128m", "-Xmx512m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError"))
        .withJvmOptions(
            List.of("-Djava.awt.headless=true", "-Dlog4j2.configurationFile=" + logging.toUri()))
        .withArguments(List.of(properties.toString()));
  }

  /** Writes the new cluster's id and first metadata into the data folder. */
  private void format(List<Path> classpath, Path properties) {
    Path log = log().resolveSibling("kafka-format.log");
    JavaCommand format =
        JavaCommand.of("Kafka's formatter", "kafka.tools.StorageTool", classpath)
            .withJvmOptions(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"))
            .withArguments(List.of("format", "--ignore-formatted", "-c", properties.toString()))
            .withArguments(List.of("--cluster-id", newClusterId()));
    try (ChildProcess process = ChildProcess.start(format, folder, log)) {
      int exitCode = process.onExit().join();
      if (exitCode != 0) {
        throw new StackException(
            "Kafka's data folder cannot be formatted. Read "
                + log
                + "; it ends:\n"
                + process.logTail());
      }
    }
  }

  private static String newClusterId() {
    UUID id = UUID.randomUUID();
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    // With its top bit off it does not start with a dash, which would read as an option.
    bytes[0] &= 0x7f;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
