package dev.twofold.serving.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.twofold.data.DataType;
import dev.twofold.fold.TopEntry;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;

/**
 * Values as JSON. BIGINT and DECIMAL are numbers, a TIMESTAMP is an ISO text, NULL is null, a list
 * has an object for each entry.
 */
public final class ValueJson {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private ValueJson() {}

  /** One value. */
  public static String text(DataType type, Object value) {
    Writer text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      write(type, value, out);
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory cannot fail to be written", e);
    }
    return text.toString();
  }

  public static void write(DataType type, Object value, JsonGenerator out) throws IOException {
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
