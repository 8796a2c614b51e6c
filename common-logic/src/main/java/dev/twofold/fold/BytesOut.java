package dev.twofold.fold;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing buffer of bytes. Not thread-safe. */
final class BytesOut {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] buffer;
  private int length;

  BytesOut(int capacity) {
    buffer = new byte[capacity];
  }

  int length() {
    return length;
  }

  /** The bytes so far are the first {@link #length} of it, until the next write. */
  byte[] buffer() {
    return buffer;
  }

  void truncate(int newLength) {
    length = newLength;
  }

  void writeByte(int value) {
    reserve(1);
    buffer[length++] = (byte) value;
  }

  void writeLong(long value) {
    reserve(Long.BYTES);
    LONG.set(buffer, length, value);
    length += Long.BYTES;
  }

  /** Writes the lowest {@code count} bytes of {@code value}, of at most 8, the highest first. */
  void writeLowBytes(long value, int count) {
    reserve(Long.BYTES);
    LONG.set(buffer, length, value << (Long.SIZE - Byte.SIZE * count));
    length += count;
  }

  /** Seven bits a byte, lowest first; the high bit says that more follow. */
  void writeVarint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
  }

  void writeSignedVarint(long value) {
    writeVarint((value << 1) ^ (value >> 63));
  }

  void writeBytes(byte[] value) {
    writeBytes(value, value.length);
  }

  /** Writes the first {@code count} bytes of {@code value}. */
  void writeBytes(byte[] value, int count) {
    reserve(count);
    System.arraycopy(value, 0, buffer, length, count);
    length += count;
  }

  /** Writes the string's UTF-8 bytes; a lone surrogate becomes "?". */
  void writeUtf8(String value) {
    reserve(Math.multiplyExact(3, value.length()));
    int at = length;
    int ascii = 0;
    // Most strings end with this simple loop.
    for (; ascii < value.length() && value.charAt(ascii) < 0x80; ascii++) {
      buffer[at + ascii] = (byte) value.charAt(ascii);
    }
    at += ascii;
    for (int i = ascii; i < value.length(); i++) {
      char unit = value.charAt(i);
      if (unit < 0x80) {
        buffer[at++] = (byte) unit;
      } else if (unit < 0x800) {
        buffer[at++] = (byte) (0xC0 | unit >> 6);
        buffer[at++] = (byte) (0x80 | (unit & 0x3F));
      } else if (!Character.isSurrogate(unit)) {
        buffer[at++] = (byte) (0xE0 | unit >> 12);
        buffer[at++] = (byte) (0x80 | (unit >> 6 & 0x3F));
        buffer[at++] = (byte) (0x80 | (unit & 0x3F));
      } else if (isPair(value, i)) {
        int point = Character.toCodePoint(unit, value.charAt(++i));
        buffer[at++] = (byte) (0xF0 | point >> 18);
        buffer[at++] = (byte) (0x80 | (point >> 12 & 0x3F));
        buffer[at++] = (byte) (0x80 | (point >> 6 & 0x3F));
        buffer[at++] = (byte) (0x80 | (point & 0x3F));
      } else {
        buffer[at++] = '?';
      }
    }
    length = at;
  }

  byte[] toBytes() {
    return Arrays.copyOf(buffer, length);
  }

  private static boolean isPair(String value, int at) {
    return Character.isHighSurrogate(value.charAt(at))
        && at + 1 < value.length()
        && Character.isLowSurrogate(value.charAt(at + 1));
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > buffer.length) {
      buffer =
          Arrays.copyOf(
              buffer, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, 2L * buffer.length)));
    }
  }
}
