package dev.twofold.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports for a server, remembered in a file so that a restart takes the same ones where
 * they are free.
 *
 * <p>All lie below 32768. From there on Linux hands out ports to connections, and whoever polls
 * such a port while it is closed can connect to itself: a false "ready", and then the server cannot
 * bind.
 */
final class Ports {
  private static final int LOWEST = 20_000;
  private static final int END = 32_768;
  private static final int TRIES = 1000;

  private static final long POLL_MILLIS = 100;

  private final Properties byName;
  private final List<String> moved;

  private Ports(Properties byName, List<String> moved) {
    this.byName = byName;
    this.moved = List.copyOf(moved);
  }

  /**
   * Finds a free port for each name. Two calls at the same time may find the same port free.
   *
   * @param patience how long to wait for a remembered one that is taken before another is found
   */
  static Ports remembered(Path file, List<String> names, Duration patience) {
    Properties ports = new Properties();
    List<String> moved = new ArrayList<>();
    try {
      if (Files.exists(file)) {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
          ports.load(reader);
        }
      }
      for (String name : names) {
        String known = ports.getProperty(name);
        if (known == null || !becomesFree(Integer.parseInt(known), patience)) {
          ports.setProperty(name, Integer.toString(anyFree(ports)));
          if (known != null) {
            moved.add(
                "Port %s, of %s, is taken by another program. Now it is %s: clients need the new one"
                    .formatted(known, name, ports.getProperty(name)));
          }
        }
      }
      store(ports, file);
    } catch (IOException e) {
      throw new StackException("Cannot keep ports in " + file + ": " + e.getMessage(), e);
    }
    return new Ports(ports, moved);
  }

  /** At once or not at all: what is lost here, clients would look for in vain. */
  private static void store(Properties ports, Path file) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".new");
    try (Writer writer = Files.newBufferedWriter(partial, StandardCharsets.UTF_8)) {
      ports.store(writer, "Ports on 127.0.0.1");
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** For people: what is no longer where it was. */
  List<String> moved() {
    return moved;
  }

  int port(String name) {
    return Integer.parseInt(byName.getProperty(name));
  }

  private static int anyFree(Properties taken) {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, END);
      if (!taken.containsValue(Integer.toString(port)) && isFree(port)) {
        return port;
      }
    }
    throw new StackException(
        "Cannot find a free port on 127.0.0.1 in [" + LOWEST + ", " + END + ")");
  }

  private static boolean becomesFree(int port, Duration patience) {
    for (long waited = 0; waited < patience.toMillis(); waited += POLL_MILLIS) {
      if (isFree(port)) {
        return true;
      }
      Pause.millis(POLL_MILLIS);
    }
    return isFree(port);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(Loopback.address(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
