package dev.twofold.fuzz;

import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Spoils texts in the ways that people and programs do, and in some that none does. */
public final class Mutator {
  /** Names and numbers, or a single character. */
  private static final Pattern TOKEN = Pattern.compile("[\\w.]+|\\s+|.", Pattern.DOTALL);

  private static final List<String> ODD =
      List.of(
          "\0",
          "\t",
          "\r\n",
          "\u2028",
          "\ufeff",
          "é",
          "\ud83d\ude00",
          "\ud800",
          "\udc00",
          "\uffff",
          "\u202e",
          "\u0085",
          "\f",
          "\\",
          "'",
          "\"",
          "`",
          "%",
          "-",
          "--",
          "/*",
          "*/",
          "#",
          "&a ",
          "*a",
          "!!",
          "---\n",
          "\n",
          " ",
          ":",
          ": ",
          "- ",
          ",",
          ".",
          ";",
          "?",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "0",
          "-1",
          "1e999",
          "9223372036854775808",
          "NULL",
          "~",
          "null");

  private final Random random;
  private final List<String> dictionary;

  /**
   * @param dictionary words that mean something in the language
   */
  public Mutator(Random random, List<String> dictionary) {
    this.random = random;
    this.dictionary = dictionary;
  }

  /** The text after a few changes; {@code other} lends it parts. */
  public String mutate(String text, String other) {
    String mutated = text;
    for (int i = random.nextInt(5); i >= 0; i--) {
      mutated = once(mutated, other);
    }
    return mutated;
  }

  private String once(String text, String other) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + length());
    String before = text.substring(0, from);
    String chunk = text.substring(from, to);
    String after = text.substring(to);
    return switch (random.nextInt(12)) {
      case 0 -> before + after;
      case 1 -> before + chunk + chunk + after;
      case 2 -> before + pick(ODD) + text.substring(from);
      case 3 -> before + pick(ODD) + after;
      case 4 -> before;
      case 5 -> before + part(other) + after;
      case 6 -> before + Character.toString(random.nextInt(0x250)) + after;
      case 7 -> random.nextInt(8) > 0 ? text : before + repeated(chunk) + after;
      default -> exchangeToken(text, other);
    };
  }

  /** Few characters mostly, sometimes many. */
  private int length() {
    return 1 + random.nextInt(1 << random.nextInt(7));
  }

  private String part(String other) {
    int from = random.nextInt(other.length() + 1);
    return other.substring(from, Math.min(other.length(), from + length()));
  }

  /** Deep or long: each character of it makes a level, or a list's element. */
  private String repeated(String chunk) {
    String what = random.nextBoolean() || chunk.isEmpty() ? pick(ODD) : chunk;
    int most = 1 << random.nextInt(14);
    return what.repeat(Math.min(1 + random.nextInt(most), 200_000 / what.length()));
  }

  private String exchangeToken(String text, String other) {
    List<MatchResult> tokens = TOKEN.matcher(text).results().toList();
    if (tokens.isEmpty()) {
      return pick(dictionary);
    }
    MatchResult token = tokens.get(random.nextInt(tokens.size()));
    String with =
        switch (random.nextInt(4)) {
          case 0 -> "";
          case 1 -> tokens.get(random.nextInt(tokens.size())).group();
          case 2 -> {
            List<MatchResult> others = TOKEN.matcher(other).results().toList();
            yield others.isEmpty() ? "" : others.get(random.nextInt(others.size())).group();
          }
          default -> pick(dictionary);
        };
    return text.substring(0, token.start()) + with + text.substring(token.end());
  }

  private String pick(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
