package dev.twofold.cli.platform;

import dev.twofold.cli.CliException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks at ports of this machine's loopback address. */
final class Ports {
  private Ports() {}

  /**
   * @throws CliException where something else listens there
   */
  static void requireFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw CliException.refused(
          "Port "
              + port
              + " of 127.0.0.1 is taken by another program: name a free one with --port");
    }
  }
}
