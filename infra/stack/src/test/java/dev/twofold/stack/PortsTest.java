package dev.twofold.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final List<String> NAMES = List.of("kafka", "cassandra");

  @TempDir Path folder;

  @Test
  void ports_lie_below_those_of_connections_and_are_remembered() {
    Path file = folder.resolve("ports.properties");
    Ports first = Ports.remembered(file, NAMES, PATIENCE);
    Ports second = Ports.remembered(file, NAMES, PATIENCE);
    int port = first.port("kafka");
    assertThat(port).isBetween(1024, 32_767).isNotEqualTo(first.port("cassandra"));
    assertThat(second.port("kafka")).isEqualTo(port);
    assertThat(second.port("cassandra")).isEqualTo(first.port("cassandra"));
  }

  @Test
  void a_remembered_port_that_another_program_took_is_replaced_and_that_is_told()
      throws IOException {
    Path file = folder.resolve("ports.properties");
    Ports first = Ports.remembered(file, NAMES, PATIENCE);
    assertThat(first.moved()).isEmpty();
    try (ServerSocket other = new ServerSocket()) {
      other.bind(Loopback.address(first.port("kafka")));
      Ports second = Ports.remembered(file, NAMES, PATIENCE);
      assertThat(second.port("cassandra")).isEqualTo(first.port("cassandra"));
      assertThat(second.port("kafka")).isNotEqualTo(first.port("kafka"));
      assertThat(second.moved())
          .containsExactly(
              "Port %d, of kafka, is taken by another program. Now it is %d: clients need the new one"
                  .formatted(first.port("kafka"), second.port("kafka")));
      assertThat(Ports.remembered(file, NAMES, PATIENCE).moved()).as("remembered").isEmpty();
    }
  }

  /** As where the machine, or the launcher, died while it wrote. */
  @Test
  void a_half_written_file_beside_the_ports_changes_nothing() throws IOException {
    Path file = folder.resolve("ports.properties");
    int port = Ports.remembered(file, NAMES, PATIENCE).port("kafka");
    Files.writeString(folder.resolve("ports.properties.new"), "kaf");
    assertThat(Ports.remembered(file, NAMES, PATIENCE).port("kafka")).isEqualTo(port);
  }
}
