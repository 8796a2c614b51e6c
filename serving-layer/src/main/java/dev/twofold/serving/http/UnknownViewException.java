package dev.twofold.serving.http;

import dev.twofold.definition.Suggestion;
import java.util.Collection;

/** The project has no view of that name. */
final class UnknownViewException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String fix;

  UnknownViewException(String name, Collection<String> known) {
    super("There is no view '" + name + "'.");
    fix =
        Suggestion.nearest(name, known)
            .map(near -> "Did you mean " + near + "?")
            .orElse("There are: " + String.join(", ", known) + ".");
  }

  String fix() {
    return fix;
  }
}
