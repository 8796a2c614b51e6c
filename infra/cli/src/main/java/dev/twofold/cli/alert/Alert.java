package dev.twofold.cli.alert;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that a person should look at.
 *
 * @param kind for programs, such as "drift": letters and -
 * @param summary for people, one line
 * @param details by name: what JSON can say
 */
public record Alert(String kind, String summary, Map<String, Object> details) {
  public Alert {
    if (!kind.matches("[a-z][a-z-]*")) {
      throw new IllegalArgumentException("Cannot name a kind of alert: " + kind);
    }
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }
}
