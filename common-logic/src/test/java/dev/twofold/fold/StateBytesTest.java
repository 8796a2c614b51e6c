package dev.twofold.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Decimals that need no object of their own: the same bytes, the same sums, the same refusals. */
class StateBytesTest {
  private static final int SCALE = 2;
  private static final List<Column> COLUMNS =
      List.of(new Column("sum", DataType.decimal(38, SCALE), false));

  @Property
  void aDecimalHasTheSameBytesWithAndWithoutAnObject(@ForAll long unscaled) {
    byte[] bytes = written(out -> out.writeDecimal(unscaled, SCALE));
    assertThat(bytes)
        .isEqualTo(written(out -> out.writeDecimal(BigDecimal.valueOf(unscaled, SCALE))));
    assertThat(sum(bytes)).isEqualTo(BigDecimal.valueOf(unscaled, SCALE));
  }

  @Property
  void anyBytesAreReadAndRefusedAlikeWithAndWithoutAnObject(@ForAll byte[] bytes) {
    BigDecimal read;
    try {
      read = new StateBytes.Reader(COLUMNS, new BytesIn(bytes)).readDecimal();
    } catch (IllegalArgumentException refused) {
      assertThatThrownBy(() -> sum(bytes)).isInstanceOf(IllegalArgumentException.class);
      return;
    }
    if (read.precision() <= 38) {
      assertThat(sum(bytes)).isEqualTo(read);
    }
  }

  @Test
  void aDecimalOfMoreBytesThanItNeedsIsRefused() {
    assertThatThrownBy(() -> sum(new byte[] {2, 0, 1})).hasMessageContaining("malformed decimal");
    assertThatThrownBy(() -> sum(new byte[] {2, -1, -1})).hasMessageContaining("malformed decimal");
    assertThat(sum(new byte[] {2, 0, -1})).isEqualTo(new BigDecimal("2.55"));
  }

  private static byte[] written(Consumer<FieldWriter> write) {
    BytesOut out = new BytesOut(1);
    write.accept(new StateBytes.Writer(COLUMNS, out));
    return out.toBytes();
  }

  private static BigDecimal sum(byte[] bytes) {
    WideLong sum = (WideLong) new Sum.Spec(DataType.decimal(10, SCALE)).create();
    new StateBytes.Reader(COLUMNS, new BytesIn(bytes)).addDecimalTo(sum);
    return sum.toDecimal(SCALE);
  }
}
