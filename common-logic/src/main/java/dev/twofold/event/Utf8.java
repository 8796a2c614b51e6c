package dev.twofold.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks bytes for well-formed UTF-8 (Unicode, table 3-7): no overlong forms, no surrogates,
 * nothing above U+10FFFF.
 */
final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long BACKSLASHES = LOW_BITS * '\\';

  private Utf8() {}

  static boolean isWellFormed(byte[] bytes) {
    int i = 0;
    int end = bytes.length;
    while (i < end) {
      if (bytes[i] >= 0) {
        while (i + 8 <= end && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
          i += 8;
        }
        while (i < end && bytes[i] >= 0) {
          i++;
        }
        continue;
      }
      int width = width(bytes, i);
      if (width == 0) {
        return false;
      }
      i += width;
    }
    return true;
  }

  /** Length of the character beyond ASCII that starts at {@code i}; 0 where it is malformed. */
  private static int width(byte[] bytes, int i) {
    int first = bytes[i] & 0xff;
    if (first < 0xc2 || first > 0xf4) {
      return 0;
    }
    int width = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (i + width > bytes.length) {
      return 0;
    }
    for (int k = 1; k < width; k++) {
      if ((bytes[i + k] & 0xc0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[i + 1] & 0xff;
    boolean bad =
        (first == 0xe0 && second < 0xa0)
            || (first == 0xed && second > 0x9f)
            || (first == 0xf0 && second < 0x90)
            || (first == 0xf4 && second > 0x8f);
    return bad ? 0 : width;
  }

  /** Whether the bytes hold a backslash, without which JSON has no escapes. */
  static boolean hasBackslash(byte[] bytes) {
    int i = 0;
    for (; i + 8 <= bytes.length; i += 8) {
      long zeroWhereBackslash = (long) LONGS.get(bytes, i) ^ BACKSLASHES;
      if (((zeroWhereBackslash - LOW_BITS) & ~zeroWhereBackslash & HIGH_BITS) != 0) {
        return true;
      }
    }
    for (; i < bytes.length; i++) {
      if (bytes[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  /** Whether the text holds half of a surrogate pair. */
  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}
