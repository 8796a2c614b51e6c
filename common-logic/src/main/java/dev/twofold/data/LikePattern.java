package dev.twofold.data;

import java.util.Arrays;

/**
 * A pattern of LIKE: {@code %} stands for any text, {@code _} for one character (code point).
 * Immutable.
 */
public final class LikePattern {
  private static final int ANY_TEXT = -1;
  private static final int ANY_CHARACTER = -2;

  /** Code points, or one of the two above. */
  private final int[] tokens;

  private LikePattern(int[] tokens) {
    this.tokens = tokens;
  }

  /** A pattern with no escape character. */
  public static LikePattern of(String pattern) {
    return of(pattern, ANY_TEXT);
  }

  /**
   * @param escape the code point that makes the following %, _ or itself plain
   * @throws IllegalArgumentException where the escape character is followed by anything else
   */
  public static LikePattern of(String pattern, int escape) {
    int[] points = pattern.codePoints().toArray();
    int[] tokens = new int[points.length];
    int size = 0;
    for (int i = 0; i < points.length; i++) {
      if (points[i] == escape) {
        i++;
        if (i == points.length || (points[i] != '%' && points[i] != '_' && points[i] != escape)) {
          throw new IllegalArgumentException(
              "The escape character of LIKE must be followed by %, _ or itself in '"
                  + pattern
                  + "'");
        }
        tokens[size++] = points[i];
      } else if (points[i] == '%') {
        tokens[size++] = ANY_TEXT;
      } else if (points[i] == '_') {
        tokens[size++] = ANY_CHARACTER;
      } else {
        tokens[size++] = points[i];
      }
    }
    return new LikePattern(Arrays.copyOf(tokens, size));
  }

  /** Whether the whole text is of the pattern. Takes at most the product of both lengths. */
  public boolean matches(String text) {
    int at = 0;
    int token = 0;
    int resumeToken = -1;
    int resumeAt = 0;
    while (at < text.length()) {
      if (token < tokens.length && tokens[token] == ANY_TEXT) {
        resumeToken = ++token;
        resumeAt = at;
        continue;
      }
      int point = text.codePointAt(at);
      if (token < tokens.length && (tokens[token] == point || tokens[token] == ANY_CHARACTER)) {
        token++;
        at += Character.charCount(point);
      } else if (resumeToken >= 0) {
        // The last % takes one character more, and what follows it is tried again.
        resumeAt += Character.charCount(text.codePointAt(resumeAt));
        at = resumeAt;
        token = resumeToken;
      } else {
        return false;
      }
    }
    while (token < tokens.length && tokens[token] == ANY_TEXT) {
      token++;
    }
    return token == tokens.length;
  }
}
