package dev.twofold.batch.job;

import dev.twofold.batch.views.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A record a line (newline-delimited JSON); lines without anything are passed over. */
final class LineRecords implements FileRecords {
  /** No topic takes records of this size: what is longer is no line. */
  static final int LONGEST_LINE = 64 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int filled;
  private byte[] line = new byte[1 << 10];
  private int length;
  private long number;
  private boolean seen;

  LineRecords(InputStream in) {
    this.in = in;
  }

  @Override
  public boolean next() throws IOException {
    while (readLine()) {
      if (number == 1 && Arrays.equals(line, 0, Math.min(length, 3), BYTE_ORDER_MARK, 0, 3)) {
        length -= 3;
        System.arraycopy(line, 3, line, 0, length);
      }
      if (!isBlank()) {
        checkFirst();
        return true;
      }
    }
    return false;
  }

  private void checkFirst() {
    if (!seen && line[0] == '[') {
      throw new RefusedException(
          "begins with a JSON array, not with an object a line. jq -c '.[]' makes one of the"
              + " other");
    }
    seen = true;
  }

  /** Without its end. False at the end of the file. */
  private boolean readLine() throws IOException {
    length = 0;
    boolean any = false;
    while (at < filled || fill()) {
      any = true;
      int end = at;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      append(end);
      boolean complete = end < filled;
      at = complete ? end + 1 : end;
      if (complete) {
        break;
      }
    }
    number += any ? 1 : 0;
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    return any;
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = Math.max(0, in.read(buffer));
    return filled > 0;
  }

  private void append(int end) {
    int more = end - at;
    if (length + more > LONGEST_LINE) {
      throw new RefusedException(
          "line " + (number + 1) + " is longer than 64 MiB: this is no newline-delimited JSON");
    }
    if (length + more > line.length) {
      line = Arrays.copyOf(line, Math.max(line.length * 2, length + more));
    }
    System.arraycopy(buffer, at, line, length, more);
    length += more;
  }

  private boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (line[i] != ' ' && line[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  @Override
  public byte[] value() {
    return Arrays.copyOf(line, length);
  }

  @Override
  public String fault() {
    return null;
  }

  @Override
  public long line() {
    return number;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
