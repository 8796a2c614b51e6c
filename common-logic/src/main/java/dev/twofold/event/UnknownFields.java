package dev.twofold.event;

import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Collects the undeclared members of a record as a JSON object, in their own bytes and at their own
 * places.
 */
final class UnknownFields {
  private static final class Buffer extends ByteArrayOutputStream {
    Buffer() {
      super(256);
    }

    void truncate(int size) {
      count = size;
    }

    boolean endsWithBrace() {
      return buf[count - 1] == '{';
    }
  }

  private final Buffer out = new Buffer();
  private byte[] value;
  private int base;

  /**
   * @param from where the parser's offsets count from
   */
  void start(byte[] record, int from) {
    value = record;
    base = from;
    out.reset();
    out.write('{');
  }

  /** Where the parser's current member begins: its name. */
  static int memberStart(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  /** Copies a member whose value the parser has just passed. */
  void member(int memberStart, JsonParser parser) throws IOException {
    parser.finishToken();
    separate();
    copy(memberStart, parser);
  }

  /** Enters a declared object; yields what {@link #close} takes. */
  int open(int memberStart, JsonParser parser) {
    int mark = out.size();
    separate();
    copy(memberStart, parser);
    return mark;
  }

  /** Leaves a declared object; one with nothing undeclared in it leaves no trace. */
  void close(int mark) {
    if (out.endsWithBrace()) {
      out.truncate(mark);
    } else {
      out.write('}');
    }
  }

  /** The JSON object; null where every member was declared. */
  String text() {
    return out.size() == 1 ? null : out.toString(StandardCharsets.UTF_8) + "}";
  }

  private void separate() {
    if (!out.endsWithBrace()) {
      out.write(',');
    }
  }

  private void copy(int from, JsonParser parser) {
    int to = (int) parser.currentLocation().getByteOffset();
    out.write(value, base + from, to - from);
  }
}
