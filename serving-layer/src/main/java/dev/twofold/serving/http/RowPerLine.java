package dev.twofold.serving.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;

/**
 * Compact JSON with a line for each element of an array that is a member of the root: rows that
 * people can read and grep.
 */
final class RowPerLine extends MinimalPrettyPrinter {
  private static final long serialVersionUID = 1L;

  private int depth;
  private int arrays;

  @Override
  public void writeStartObject(JsonGenerator out) throws IOException {
    super.writeStartObject(out);
    depth++;
  }

  @Override
  public void writeEndObject(JsonGenerator out, int members) throws IOException {
    depth--;
    super.writeEndObject(out, members);
  }

  @Override
  public void writeStartArray(JsonGenerator out) throws IOException {
    super.writeStartArray(out);
    arrays++;
  }

  @Override
  public void writeEndArray(JsonGenerator out, int values) throws IOException {
    arrays--;
    super.writeEndArray(out, values);
  }

  @Override
  public void beforeArrayValues(JsonGenerator out) throws IOException {
    lineOfRow(out);
  }

  @Override
  public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
    super.writeArrayValueSeparator(out);
    lineOfRow(out);
  }

  @Override
  public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
    super.writeObjectEntrySeparator(out);
    lineOfRow(out);
  }

  private void lineOfRow(JsonGenerator out) throws IOException {
    if (depth == 1 && arrays <= 1) {
      out.writeRaw('\n');
    }
  }
}
