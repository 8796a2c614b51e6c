package dev.twofold.serving.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.twofold.data.Column;
import dev.twofold.epoch.EpochClock;
import dev.twofold.serving.query.Answer;
import dev.twofold.serving.query.ValueJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;

/**
 * Writes an answer as JSON, row by row. BIGINT and DECIMAL are numbers, a TIMESTAMP is an ISO text,
 * NULL is null.
 */
final class AnswerJson {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private AnswerJson() {}

  static void write(Answer answer, EpochClock epochs, OutputStream target) throws IOException {
    try (JsonGenerator out = rowPerLine(target)) {
      out.writeStartObject();
      out.writeStringField("view", answer.view());
      out.writeArrayFieldStart("rows");
      for (Object[] row : answer.rows()) {
        writeRow(answer.columns(), row, out);
      }
      out.writeEndArray();
      writeWarnings(answer.warnings(), out);
      out.writeFieldName("provenance");
      ProvenanceJson.write(answer, epochs, out);
      out.writeEndObject();
      out.writeRaw('\n');
    }
  }

  /** A generator whose closing leaves the target open. */
  static JsonGenerator rowPerLine(OutputStream target) throws IOException {
    JsonGenerator out = JSON.createGenerator(target);
    out.setPrettyPrinter(new RowPerLine());
    return out;
  }

  /** As a member of an object that is begun; nothing where there are none. */
  static void writeWarnings(List<String> warnings, JsonGenerator out) throws IOException {
    if (warnings.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("warnings");
    for (String warning : warnings) {
      out.writeString(warning);
    }
    out.writeEndArray();
  }

  /** The provenance alone, on one line of ASCII: fit for a header. */
  static String provenance(Answer answer, EpochClock epochs) {
    Writer text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.setHighestNonEscapedChar(126);
      ProvenanceJson.write(answer, epochs, out);
    } catch (IOException e) {
      throw new IllegalStateException("A text in memory cannot fail to be written", e);
    }
    return text.toString();
  }

  private static void writeRow(List<Column> columns, Object[] row, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    for (int i = 0; i < row.length; i++) {
      out.writeFieldName(columns.get(i).name());
      ValueJson.write(columns.get(i).type(), row[i], out);
    }
    out.writeEndObject();
  }
}
