package dev.twofold.definition;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant who misspelt a name. */
public final class Suggestion {
  private Suggestion() {}

  /** The nearest of the names, where it is near enough to be what was meant. Case counts little. */
  public static Optional<String> nearest(String name, Collection<String> names) {
    String best = null;
    int bestDistance = Math.max(1, name.length() / 3) + 1;
    for (String candidate : names) {
      if (Math.abs(name.length() - candidate.length()) >= bestDistance) {
        continue; // so many letters more or less are as many edits
      }
      int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** " Did you mean X?", or else " It is one of A, B." where the names are few, or else nothing. */
  public static String hint(String name, Collection<String> names) {
    return nearest(name, names)
        .map(near -> " Did you mean " + near + "?")
        .orElseGet(
            () ->
                names.isEmpty() || names.size() > 30
                    ? ""
                    : " There "
                        + (names.size() == 1 ? "is " : "are ")
                        + String.join(", ", names)
                        + ".");
  }

  /** Edits (insert, delete, replace, swap of neighbours) that turn one into the other. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
