package dev.twofold.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void numbers_stand_to_the_right_and_words_to_the_left() {
    Table table =
        new Table(List.of("channel", "edits"))
            .row(List.of("#en", "11,549"))
            .row(List.of("#simple", "7"));
    assertThat(table.lines("  "))
        .containsExactly("  channel   edits", "  #en      11,549", "  #simple       7");
  }

  @Test
  void a_column_that_holds_one_word_is_a_column_of_words() {
    Table table =
        new Table(List.of("n")).row(List.of("1")).row(List.of("none")).row(List.of("1000"));
    assertThat(table.lines("")).containsExactly("n", "1", "none", "1000");
  }

  @Test
  void a_cell_cannot_move_the_cursor_nor_push_the_others_away() {
    Table table =
        new Table(List.of("page", "n"))
            .row(List.of("a\u001b[2Jb\nc", "1"))
            .row(List.of("x".repeat(200), "2"));
    assertThat(table.lines(""))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).doesNotContain("\u001b").hasSizeLessThan(70));
    assertThat(table.lines("").get(2)).contains("x…");
  }

  @Test
  void characters_beyond_16_bits_count_once() {
    Table table = new Table(List.of("k", "v")).row(List.of("😀", "a")).row(List.of("b", "c"));
    assertThat(table.lines("")).containsExactly("k  v", "😀  a", "b  c");
  }

  @Test
  void a_table_without_rows_is_its_header() {
    assertThat(new Table(List.of("a", "b")).lines("")).containsExactly("a  b");
  }

  @Test
  void a_row_of_another_width_is_refused() {
    assertThatThrownBy(() -> new Table(List.of("a")).row(List.of("1", "2")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
