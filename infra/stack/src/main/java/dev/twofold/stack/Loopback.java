package dev.twofold.stack;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses on this machine that no other machine reaches. */
final class Loopback {
  private static final byte[] ADDRESS = {127, 0, 0, 1};

  private Loopback() {}

  static InetSocketAddress address(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ADDRESS), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("127.0.0.1 is an address", e);
    }
  }

  /** The address as {@code host:port}. */
  static String text(int port) {
    return "127.0.0.1:" + port;
  }
}
