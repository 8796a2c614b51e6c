package dev.twofold.fold;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link BytesOut} wrote; throws IllegalArgumentException where the bytes are not of
 * that form.
 */
final class BytesIn {
  private final byte[] bytes;
  private int at;

  BytesIn(byte[] bytes) {
    this.bytes = bytes;
  }

  int remaining() {
    return bytes.length - at;
  }

  int readByte() {
    return bytes[take(1)] & 0xFF;
  }

  long readLong() {
    int from = take(Long.BYTES);
    return ByteBuffer.wrap(bytes, from, Long.BYTES).getLong();
  }

  long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        // One form only for each number: equal states have equal bytes.
        if ((next == 0 && shift > 0) || (shift == 63 && next > 1)) {
          break;
        }
        return value;
      }
    }
    throw new IllegalArgumentException("Cannot read a malformed number before byte " + at);
  }

  /** A varint that counts something: never negative. */
  long readCount() {
    return Values.requireCount(readVarint());
  }

  long readSignedVarint() {
    long value = readVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  byte[] readBytes(long count) {
    if (count < 0 || count > remaining()) {
      throw new IllegalArgumentException(
          "Cannot read " + count + " bytes where " + remaining() + " are left");
    }
    int from = take((int) count);
    return Arrays.copyOfRange(bytes, from, at);
  }

  String readUtf8(long count) {
    return utf8(readBytes(count));
  }

  static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("Cannot read a string that is not UTF-8", e);
    }
  }

  void requireEnd() {
    if (remaining() != 0) {
      throw new IllegalArgumentException(
          "Cannot read past the end: " + remaining() + " bytes too many");
    }
  }

  private int take(int count) {
    if (count > remaining()) {
      throw new IllegalArgumentException("Cannot read past the end at byte " + bytes.length);
    }
    int from = at;
    at += count;
    return from;
  }
}
