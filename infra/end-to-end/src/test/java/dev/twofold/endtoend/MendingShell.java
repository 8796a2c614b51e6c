package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.cli.ExitCodes;
import dev.twofold.stack.ModuleClasspath;
import dev.twofold.stack.TestStack;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Runs a command line as a user would copy it. The platform is this process's own, so {@code
 * ./twofold down} and {@code up} stop and start it here; any other command of {@code twofold} is a
 * process; Kafka's scripts, which Maven's central repository does not have, are done by the calls
 * that they make.
 */
final class MendingShell {
  private static final long LIMIT_MINUTES = 5;

  private final LivePlatform platform;

  MendingShell(LivePlatform platform) {
    this.platform = platform;
  }

  void run(String line) throws Exception {
    System.out.println("mend: " + line);
    for (String command : line.replaceFirst("\\s+#.*", "").split(";\\s*", -1)) {
      List<String> words = List.of(command.trim().split("\\s+", -1));
      switch (words.get(0)) {
        case "./twofold" -> twofold(words);
        case "kafka-configs.sh", "kafka-topics.sh", "kafka-acls.sh" -> kafka(words);
        default -> succeed(List.of("bash", "-c", command));
      }
    }
  }

  private void twofold(List<String> words) throws Exception {
    assertThat(words).contains(platform.state().root().toString());
    switch (words.get(1)) {
      case "down" -> platform.stop();
      case "up" -> {
        assertThat(words).contains(platform.projectFolder().toString());
        platform.startAgain();
      }
      default -> succeed(twofoldCommand(words.subList(1, words.size())));
    }
  }

  /** As the script {@code twofold} has it, once all is built. */
  static List<String> twofoldCommand(List<String> arguments) {
    String classpath =
        ModuleClasspath.of(TestStack.home(), "infra/cli").stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(List.of("-Dtwofold.home=" + TestStack.home(), "-cp", classpath));
    command.add("dev.twofold.cli.Twofold");
    command.addAll(arguments);
    return command;
  }

  private static void succeed(List<String> command) throws Exception {
    Ended ended = process(command);
    // Records given up that the speed layer has counted are a difference, and told as one.
    int ifGivenUp = command.contains("--accept-loss") ? ExitCodes.DRIFT : ExitCodes.OK;
    assertThat(ended.exitCode()).as(ended.said()).isIn(ExitCodes.OK, ifGivenUp);
  }

  /** How a process ended, and all that it printed. */
  record Ended(int exitCode, String said) {}

  static Ended process(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    System.out.print(said);
    assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), said);
  }

  /** Does what one of Kafka's scripts does. */
  static void kafka(String line) throws Exception {
    kafka(List.of(line.split("\\s+", -1)));
  }

  private static void kafka(List<String> words) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", value(words, "--bootstrap-server"));
    try (Admin admin = Admin.create(config)) {
      switch (words.get(0)) {
        case "kafka-configs.sh" -> configure(admin, words);
        case "kafka-topics.sh" -> create(admin, words);
        default -> allow(admin, words);
      }
    }
  }

  private static void configure(Admin admin, List<String> words) throws Exception {
    assertThat(words).contains("--alter", "topics");
    List<AlterConfigOp> changes = new ArrayList<>();
    settings(value(words, "--add-config"))
        .forEach(
            (name, value) ->
                changes.add(
                    new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
    ConfigResource topic =
        new ConfigResource(ConfigResource.Type.TOPIC, value(words, "--entity-name"));
    admin.incrementalAlterConfigs(Map.of(topic, changes)).all().get();
  }

  private static void create(Admin admin, List<String> words) throws Exception {
    assertThat(words).contains("--create");
    Map<String, String> config = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals("--config")) {
        config.putAll(settings(words.get(i + 1)));
      }
    }
    NewTopic topic =
        new NewTopic(
            value(words, "--topic"), Integer.parseInt(value(words, "--partitions")), (short) -1);
    admin.createTopics(List.of(topic.configs(config))).all().get();
  }

  private static void allow(Admin admin, List<String> words) throws Exception {
    assertThat(words).contains("--add");
    ResourcePattern topic =
        new ResourcePattern(ResourceType.TOPIC, value(words, "--topic"), PatternType.LITERAL);
    List<AclBinding> allowed = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals("--operation")) {
        AclOperation operation = operation(words.get(i + 1));
        allowed.add(
            new AclBinding(
                topic,
                new AccessControlEntry(
                    value(words, "--allow-principal"), "*", operation, AclPermissionType.ALLOW)));
      }
    }
    admin.createAcls(allowed).all().get();
  }

  private static AclOperation operation(String name) {
    return name.equals("DescribeConfigs")
        ? AclOperation.DESCRIBE_CONFIGS
        : AclOperation.fromString(name);
  }

  private static Map<String, String> settings(String list) {
    Map<String, String> settings = new HashMap<>();
    for (String setting : list.split(",", -1)) {
      settings.put(
          setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
    }
    return settings;
  }

  private static String value(List<String> words, String option) {
    return words.get(words.indexOf(option) + 1);
  }
}
