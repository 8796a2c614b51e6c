package dev.twofold.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KeyTest {
  /** Two keys of the same columns. */
  record Pair(List<Column> columns, List<Object> left, List<Object> right) {}

  @Provide
  Arbitrary<Pair> pairs() {
    return Arbitraries.of(Subject.everyType())
        .list()
        .ofMaxSize(4)
        .flatMap(
            types ->
                Combinators.combine(values(types), values(types)).as((a, b) -> pair(types, a, b)));
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void byteOrderIsColumnOrder(@ForAll("pairs") Pair pair) {
    int byBytes = Arrays.compareUnsigned(bytes(pair, pair.left), bytes(pair, pair.right));
    assertThat(Integer.signum(byBytes)).isEqualTo(Integer.signum(compare(pair.left, pair.right)));
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void aKeyReadBackIsTheKey(@ForAll("pairs") Pair pair) {
    assertThat(Keys.decode(pair.columns, bytes(pair, pair.left)))
        .containsExactlyElementsOf(pair.left.stream().map(Values::canonical).toList());
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void aFilterMatchesWhatItsColumnsEqual(@ForAll("pairs") Pair pair, @ForAll int chosen) {
    Map<String, Object> equal = new HashMap<>();
    for (int i = 0; i < pair.columns.size(); i++) {
      if ((chosen >> i & 1) == 1) {
        equal.put(pair.columns.get(i).name(), pair.left.get(i));
      }
    }
    KeyFilter filter = KeyFilter.of(pair.columns, equal);
    boolean expected =
        pair.columns.stream()
            .allMatch(
                column ->
                    !equal.containsKey(column.name())
                        || compare(List.of(pair.columns.indexOf(column)), pair.left, pair.right)
                            == 0);
    byte[] key = bytes(pair, pair.right);
    byte[] prefix = filter.prefix();
    assertThat(filter.matches(bytes(pair, pair.left))).isTrue();
    assertThat(filter.matches(key)).isEqualTo(expected);
    assertThat(filter.isExact()).isEqualTo(equal.size() == pair.columns.size());
    assertThat(Arrays.copyOf(bytes(pair, pair.left), prefix.length)).isEqualTo(prefix);
    if (filter.isExact()) {
      assertThat(prefix).isEqualTo(bytes(pair, pair.left));
    }
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void bytesThatAreNoKeyAreRefused(@ForAll byte[] bytes, @ForAll("pairs") Pair pair) {
    try {
      Keys.decode(pair.columns, bytes);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("Cannot read");
    }
  }

  @Example
  void aStringThatIsTooLongIsNull() {
    KeyWriter out = new KeyWriter();
    out.writeLong(1);
    out.writeString("é".repeat(KeyWriter.MAX_STRING_BYTES / 2));
    int longest = out.toBytes().length;
    assertThat(longest).isEqualTo(9 + 1 + KeyWriter.MAX_STRING_BYTES + 2);
    out.reset();
    out.writeLong(1);
    out.writeString("é".repeat(KeyWriter.MAX_STRING_BYTES / 2) + "x");
    assertThat(out.toBytes()).hasSize(10).endsWith(0);
  }

  /** Long texts, some of zeros, of which each takes two bytes in a key. */
  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void noKeyIsLongerThanStoresTake(@ForAll long seed) {
    Random random = new Random(seed);
    List<Column> columns = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      boolean number = random.nextInt(4) == 0;
      columns.add(new Column("k" + i, number ? DataType.BIGINT : DataType.VARCHAR, true));
      String text = random.nextBoolean() ? "x" : "\0";
      values.add(
          number ? (Object) (long) i : text.repeat(KeyWriter.MAX_STRING_BYTES - random.nextInt(9)));
    }
    byte[] key = Keys.encode(columns, values.toArray());
    assertThat(key.length).isLessThanOrEqualTo(KeyWriter.MAX_BYTES);
    Object[] read = Keys.decode(columns, key);
    assertThat(Keys.encode(columns, read)).isEqualTo(key);
    for (int i = 0; i < read.length; i++) {
      assertThat(read[i])
          .isIn(values.get(i) instanceof String ? null : values.get(i), values.get(i));
    }
  }

  @Example
  void aFilterByATextThatNoKeyHoldsIsRefused() {
    List<Column> keys = List.of(new Column("channel", DataType.VARCHAR, true));
    String longest = "x".repeat(KeyWriter.MAX_STRING_BYTES);
    assertThat(KeyFilter.of(keys, Map.of("channel", longest)).isExact()).isTrue();
    // It would else match the group of NULL.
    assertThatThrownBy(() -> KeyFilter.of(keys, Map.of("channel", longest + "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("channel");
  }

  @Example
  void aFilterThatDoesNotFitTheKeySaysWhichColumnsThereAre() {
    List<Column> keys = List.of(new Column("channel", DataType.VARCHAR, true));
    assertThatThrownBy(() -> KeyFilter.of(keys, Map.of("chanel", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[channel]");
    assertThatThrownBy(() -> KeyFilter.of(keys, Map.of("channel", 1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("VARCHAR");
  }

  @Example
  void aFilterOfNothingMatchesEverything() {
    assertThat(KeyFilter.ANY.matches(new byte[0])).isTrue();
    assertThat(KeyFilter.ANY.matches(new byte[] {0})).isTrue();
    assertThat(KeyFilter.ANY.prefix()).isEmpty();
    assertThat(KeyFilter.ANY.isExact()).isFalse();
  }

  private static Arbitrary<List<Object>> values(List<DataType> types) {
    List<Arbitrary<Object>> each = new ArrayList<>();
    types.forEach(type -> each.add(ValuesOf.type(type).injectNull(0.1)));
    return Combinators.combine(each).as(ArrayList::new);
  }

  private static Pair pair(List<DataType> types, List<Object> left, List<Object> right) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      columns.add(new Column("k" + i, types.get(i), true));
    }
    return new Pair(columns, left, right);
  }

  private static byte[] bytes(Pair pair, List<Object> values) {
    return Keys.encode(pair.columns, values.toArray());
  }

  private static int compare(List<Object> left, List<Object> right) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      all.add(i);
    }
    return compare(all, left, right);
  }

  private static int compare(List<Integer> columns, List<Object> left, List<Object> right) {
    for (int i : columns) {
      Object a = left.get(i);
      Object b = right.get(i);
      int comparison =
          a == null || b == null
              ? Boolean.compare(a != null, b != null)
              : a instanceof String text
                  ? Arrays.compareUnsigned(utf8(text), utf8((String) b))
                  : Values.compare(a, b);
      if (comparison != 0) {
        return comparison;
      }
    }
    return 0;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
