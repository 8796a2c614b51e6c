package dev.twofold.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class Utf8Test {
  private static final int[] TELLING = {
    0x00, 0x5c, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed,
    0xee, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff
  };

  @Property(tries = 5_000)
  void agreesWithTheJdksStrictDecoder(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[random.nextInt(24)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(3) == 0 ? 'a' : TELLING[random.nextInt(TELLING.length)]);
    }
    assertThat(Utf8.isWellFormed(bytes)).isEqualTo(decodes(bytes));
    assertThat(Utf8.hasBackslash(bytes))
        .isEqualTo(new String(bytes, StandardCharsets.ISO_8859_1).contains("\\"));
  }

  @Property(tries = 2_000)
  void textsAreWellFormedWhereTheyHoldNoLoneSurrogate(@ForAll String text) {
    String encodedAndBack =
        new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    assertThat(Utf8.hasLoneSurrogate(text)).isEqualTo(!encodedAndBack.equals(text));
    assertThat(Utf8.isWellFormed(text.getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
