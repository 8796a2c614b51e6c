package dev.twofold.serving.http;

import java.time.Instant;

/** The project had a view of that name. */
final class RemovedViewException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String fix;

  RemovedViewException(String name, Instant removed) {
    super("The view '" + name + "' was taken out of the project at " + removed + ".");
    fix =
        "To have it again, put views/"
            + name
            + ".sql back and deploy: it is built anew from all events.";
  }

  String fix() {
    return fix;
  }
}
