package dev.twofold.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.definition.DefinitionException.Diagnostic;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each file of {@code refused-views} is a view with errors; its last lines say which, as "-- expect
 * LINE:COLUMN: MESSAGE".
 */
class RefusedViewsTest {
  private static final String EXPECT = "-- expect ";

  @TestFactory
  Stream<DynamicTest> errorsNameThePlaceAndTheFix() throws IOException, URISyntaxException {
    Path folder = Path.of(RefusedViewsTest.class.getResource("/refused-views").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }
  }

  private static void check(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> expected =
        lines.stream()
            .filter(line -> line.startsWith(EXPECT))
            .map(line -> line.substring(EXPECT.length()))
            .toList();
    String sql =
        String.join("\n", lines.stream().filter(line -> !line.startsWith(EXPECT)).toList()) + "\n";
    assertThat(expected).isNotEmpty();
    assertThat(errors(sql)).isEqualTo(expected);
  }

  private static List<String> errors(String sql) {
    try {
      TestViews.compile(sql);
      return List.of();
    } catch (DefinitionException e) {
      return e.diagnostics().stream().map(RefusedViewsTest::text).toList();
    }
  }

  private static String text(Diagnostic error) {
    return error.line() + ":" + error.column() + ": " + error.message();
  }
}
