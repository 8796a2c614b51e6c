package dev.twofold.event;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A second reader of JSON, by the letter of RFC 8259 and with no thought for speed, to hold the
 * decoder against. Values: {@link Members}, List, String, {@link Numeral}, Boolean, {@link #NULL}.
 */
final class Json {
  static final Object NULL = new Object();

  /** An object's members in their order, one of a name or several. */
  record Members(List<Member> all) {}

  record Member(String name, Object value) {}

  /** A number as it is written. */
  record Numeral(String text) {
    boolean isWhole() {
      return !text.matches(".*[.eE].*");
    }
  }

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d*+)(\\.\\d++)?([eE][+-]?\\d++)?");

  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** The one value that the bytes are; null where they are none, or one nested too deep. */
  static Object parse(byte[] bytes) {
    try {
      Json json =
          new Json(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
      Object value = json.value(0);
      json.space();
      return json.at == json.text.length() ? value : null;
    } catch (CharacterCodingException | Malformed e) {
      return null;
    }
  }

  private Object value(int depth) throws Malformed {
    space();
    switch (peek()) {
      case '{' -> {
        return new Members(members(deeper(depth)));
      }
      case '[' -> {
        return elements(deeper(depth));
      }
      case '"' -> {
        return string();
      }
      case 't' -> {
        return word("true", true);
      }
      case 'f' -> {
        return word("false", false);
      }
      case 'n' -> {
        return word("null", NULL);
      }
      default -> {
        return number();
      }
    }
  }

  private static int deeper(int depth) throws Malformed {
    if (depth == JsonDecoder.MAX_DEPTH) {
      throw new Malformed();
    }
    return depth + 1;
  }

  private List<Member> members(int depth) throws Malformed {
    List<Member> members = new ArrayList<>();
    at++;
    if (skips('}')) {
      return members;
    }
    do {
      space();
      String name = string();
      require(':');
      members.add(new Member(name, value(depth)));
    } while (skips(','));
    require('}');
    return members;
  }

  private List<Object> elements(int depth) throws Malformed {
    List<Object> elements = new ArrayList<>();
    at++;
    if (skips(']')) {
      return elements;
    }
    do {
      elements.add(value(depth));
    } while (skips(','));
    require(']');
    return elements;
  }

  private String string() throws Malformed {
    if (peek() != '"') {
      throw new Malformed();
    }
    at++;
    StringBuilder value = new StringBuilder();
    for (char c = peek(); c != '"'; c = peek()) {
      at++;
      if (c < ' ') {
        throw new Malformed();
      }
      value.append(c == '\\' ? escaped() : c);
    }
    at++;
    return value.toString();
  }

  private char escaped() throws Malformed {
    char c = peek();
    at++;
    if (c == 'u') {
      if (at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
        throw new Malformed();
      }
      at += 4;
      return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }
    int known = "\"\\/bfnrt".indexOf(c);
    if (known < 0) {
      throw new Malformed();
    }
    return "\"\\/\b\f\n\r\t".charAt(known);
  }

  private Numeral number() throws Malformed {
    Matcher matcher = NUMBER.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw new Malformed();
    }
    at = matcher.end();
    return new Numeral(matcher.group());
  }

  private Object word(String word, Object value) throws Malformed {
    if (!text.startsWith(word, at)) {
      throw new Malformed();
    }
    at += word.length();
    return value;
  }

  private char peek() throws Malformed {
    if (at >= text.length()) {
      throw new Malformed();
    }
    return text.charAt(at);
  }

  private boolean skips(char c) throws Malformed {
    space();
    boolean there = peek() == c;
    at += there ? 1 : 0;
    return there;
  }

  private void require(char c) throws Malformed {
    if (!skips(c)) {
      throw new Malformed();
    }
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }
}
