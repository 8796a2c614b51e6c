package dev.twofold.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.definition.DefinitionException.Diagnostic;
import java.util.HashMap;
import java.util.Map;

/** The one exception that definitions may end in. */
final class Declared {
  private Declared() {}

  /**
   * Every error names a place that is there, and says something to people.
   *
   * @param texts by file; an error may be in another that is not there at all
   */
  static void check(DefinitionException e, Map<String, String> texts) {
    assertThat(e.diagnostics()).isNotEmpty();
    Map<String, String[]> lines = new HashMap<>();
    texts.forEach((file, text) -> lines.put(file, text.split("\r\n|[\r\n]", -1)));
    for (Diagnostic error : e.diagnostics()) {
      checkPlace(error, lines.getOrDefault(error.file(), new String[] {""}));
      assertThat(error.message())
          .isNotBlank()
          .doesNotContain("apache.calcite", "snakeyaml", "java.", "Exception", "at line ")
          .doesNotMatch(".*(^| )null[ .]?$")
          .matches("[^\\p{Cntrl}]*[.?]");
    }
  }

  /** After the end of a line, and of the text, is a place as well. */
  private static void checkPlace(Diagnostic error, String[] lines) {
    assertThat(error.line()).as("line of %s", error).isBetween(1, lines.length);
    assertThat(error.column())
        .as("column of %s", error)
        .isBetween(1, lines[error.line() - 1].length() + 1);
  }
}
