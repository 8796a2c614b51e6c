package dev.twofold.cli.platform;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.cli.CliException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void a_taken_port_is_refused_with_what_to_do_and_a_free_one_is_not() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
      int taken = port;
      assertThatThrownBy(() -> Ports.requireFree(taken, Duration.ofMillis(150)))
          .isInstanceOf(CliException.class)
          .hasMessageContaining(Integer.toString(taken))
          .hasMessageContaining("--port");
    }
    int free = port;
    assertThatCode(() -> Ports.requireFree(free, Duration.ZERO)).doesNotThrowAnyException();
  }
}
