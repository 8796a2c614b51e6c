package dev.twofold.serving;

/** Another process listens where this one should. */
public final class PortTakenException extends RefusedException {
  private static final long serialVersionUID = 1L;

  PortTakenException(String host, int port, Throwable cause) {
    super(
        "Cannot listen on " + host + ":" + port + ": the port is taken. Choose another with --port",
        cause);
  }
}
