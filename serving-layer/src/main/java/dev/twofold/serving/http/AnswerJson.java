package dev.twofold.serving.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.epoch.EpochClock;
import dev.twofold.fold.TopEntry;
import dev.twofold.serving.query.Answer;
import dev.twofold.serving.query.TimeText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Base64;
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
    try (JsonGenerator out = JSON.createGenerator(target)) {
      out.setPrettyPrinter(new RowPerLine());
      out.writeStartObject();
      out.writeStringField("view", answer.view());
      out.writeArrayFieldStart("rows");
      for (Object[] row : answer.rows()) {
        writeRow(answer.columns(), row, out);
      }
      out.writeEndArray();
      if (!answer.warnings().isEmpty()) {
        out.writeArrayFieldStart("warnings");
        for (String warning : answer.warnings()) {
          out.writeString(warning);
        }
        out.writeEndArray();
      }
      out.writeFieldName("provenance");
      ProvenanceJson.write(answer, epochs, out);
      out.writeEndObject();
      out.writeRaw('\n');
    }
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

  /** One value as JSON. */
  static String text(DataType type, Object value) throws IOException {
    Writer text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      writeValue(type, value, out);
    }
    return text.toString();
  }

  private static void writeRow(List<Column> columns, Object[] row, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    for (int i = 0; i < row.length; i++) {
      out.writeFieldName(columns.get(i).name());
      writeValue(columns.get(i).type(), row[i], out);
    }
    out.writeEndObject();
  }

  private static void writeValue(DataType type, Object value, JsonGenerator out)
      throws IOException {
    if (value == null) {
      out.writeNull();
      return;
    }
    switch (type.kind()) {
      case BOOLEAN -> out.writeBoolean((Boolean) value);
      case BIGINT -> out.writeNumber((Long) value);
      case DOUBLE -> out.writeNumber((Double) value);
      case DECIMAL -> out.writeNumber((BigDecimal) value);
      case VARCHAR -> out.writeString((String) value);
      case TIMESTAMP -> out.writeString(TimeText.format((Long) value));
      case BINARY -> out.writeString(Base64.getEncoder().encodeToString((byte[]) value));
      case LIST -> writeList((List<?>) value, out);
    }
  }

  private static void writeList(List<?> list, JsonGenerator out) throws IOException {
    out.writeStartArray();
    for (Object element : list) {
      TopEntry entry = (TopEntry) element;
      out.writeStartObject();
      out.writeFieldName("value");
      writeScalar(entry.value(), out);
      out.writeNumberField("count", entry.count());
      out.writeNumberField("error", entry.error());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeScalar(Object value, JsonGenerator out) throws IOException {
    if (value instanceof Long number) {
      out.writeNumber(number);
    } else if (value instanceof Double number) {
      out.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      out.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      out.writeBoolean(truth);
    } else {
      out.writeString(String.valueOf(value));
    }
  }
}
