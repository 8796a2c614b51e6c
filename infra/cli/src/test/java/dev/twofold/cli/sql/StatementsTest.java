package dev.twofold.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StatementsTest {
  @Test
  void a_statement_ends_at_a_semicolon_that_is_not_quoted_or_in_a_comment() {
    assertThat(Statements.of("SELECT 1; SELECT ';' ;\n"))
        .isEqualTo(new Statements(List.of("SELECT 1", "SELECT ';'"), false));
    assertThat(Statements.of("SELECT \"a;b\" -- why; not\n FROM v; /* a; b */ ; ;"))
        .isEqualTo(new Statements(List.of("SELECT \"a;b\" -- why; not\n FROM v"), false));
    assertThat(Statements.of("SELECT 'it''s; one'").all()).containsExactly("SELECT 'it''s; one'");
  }

  @Test
  void a_text_says_whether_its_last_statement_goes_on() {
    assertThat(Statements.of("SELECT 1").isOpen()).isTrue();
    assertThat(Statements.of("SELECT 1;").isOpen()).isFalse();
    assertThat(Statements.of("SELECT 1; -- done").isOpen()).isFalse();
    assertThat(Statements.of("SELECT 1; /* and").isOpen()).isTrue();
    assertThat(Statements.of("SELECT ';").isOpen()).isTrue();
    assertThat(Statements.of("  \n").isOpen()).isFalse();
    assertThat(Statements.of("").all()).isEmpty();
  }

  @Property(tries = 300)
  void what_is_put_together_comes_apart_again(@ForAll("statements") List<String> statements) {
    String text = statements.stream().map(each -> each + " ;\n").collect(Collectors.joining());
    assertThat(Statements.of(text)).isEqualTo(new Statements(statements, false));
  }

  @Provide
  Arbitrary<List<String>> statements() {
    Arbitrary<String> part =
        Arbitraries.of("a", "'b;''c'", "\"d;\"\"e\"", "-- f;'\n", "/* g;\" */", "1 - 2", "3 / 4");
    return part.list().ofMaxSize(6).map(parts -> "x " + String.join(" ", parts) + " y").list();
  }
}
