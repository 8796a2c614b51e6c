package dev.twofold.serving.http;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.serving.query.TimeText;
import dev.twofold.serving.query.ValueJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the rows of an answer as CSV (RFC 4180, UTF-8, a header line). NULL is an empty field, the
 * empty string is {@code ""}.
 */
final class AnswerCsv {
  private AnswerCsv() {}

  static void write(List<Column> columns, List<Object[]> rows, OutputStream target)
      throws IOException {
    Writer out = new BufferedWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8));
    for (int i = 0; i < columns.size(); i++) {
      out.write(i == 0 ? "" : ",");
      out.write(quoted(columns.get(i).name()));
    }
    out.write("\r\n");
    for (Object[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        out.write(i == 0 ? "" : ",");
        out.write(field(columns.get(i).type(), row[i]));
      }
      out.write("\r\n");
    }
    out.flush();
  }

  private static String field(DataType type, Object value) {
    if (value == null) {
      return "";
    }
    return switch (type.kind()) {
      case BOOLEAN, BIGINT, DOUBLE -> value.toString();
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      case TIMESTAMP -> TimeText.format((Long) value);
      case VARCHAR -> quoted((String) value);
      case BINARY, LIST -> quoted(ValueJson.text(type, value));
    };
  }

  private static String quoted(String text) {
    boolean plain =
        !text.isEmpty()
            && text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
