package dev.twofold.cli.platform;

import dev.twofold.cli.CliException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** Looks at ports of this machine's loopback address. */
final class Ports {
  private static final long POLL_MILLIS = 100;

  private Ports() {}

  /**
   * @param patience how long to wait for one that is taken: what a killed launcher had started ends
   *     a few seconds after it
   * @throws CliException where something else listens there
   */
  static void requireFree(int port, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!isFree(port)) {
      if (System.nanoTime() >= end) {
        throw CliException.refused(
            "Port "
                + port
                + " of 127.0.0.1 is taken by another program: name a free one with --port");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
