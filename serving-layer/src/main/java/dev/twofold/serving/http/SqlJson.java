package dev.twofold.serving.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.twofold.data.Column;
import dev.twofold.epoch.EpochClock;
import dev.twofold.serving.query.ValueJson;
import dev.twofold.serving.sql.SqlAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes the answer to a statement as JSON: the columns, a row as an array in their order, since
 * names may repeat, and where all that was read came from.
 */
final class SqlJson {
  private SqlJson() {}

  static void write(SqlAnswer answer, EpochClock epochs, OutputStream target) throws IOException {
    try (JsonGenerator out = AnswerJson.rowPerLine(target)) {
      out.writeStartObject();
      out.writeStringField("status", answer.exact() ? "exact" : "degraded");
      out.writeArrayFieldStart("columns");
      for (Column column : answer.columns()) {
        out.writeStartObject();
        out.writeStringField("name", column.name());
        out.writeStringField("type", column.type().toString());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeArrayFieldStart("rows");
      for (Object[] row : answer.rows()) {
        writeRow(answer.columns(), row, out);
      }
      out.writeEndArray();
      AnswerJson.writeWarnings(answer.warnings(), out);
      out.writeArrayFieldStart("provenance");
      for (SqlAnswer.Read read : answer.reads()) {
        out.writeStartObject();
        out.writeStringField("view", read.view());
        out.writeNumberField("states_read", read.states());
        ProvenanceJson.writeMembers(read.version(), read.provenance(), epochs, out);
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
      out.writeRaw('\n');
    }
  }

  private static void writeRow(List<Column> columns, Object[] row, JsonGenerator out)
      throws IOException {
    out.writeStartArray();
    for (int i = 0; i < row.length; i++) {
      ValueJson.write(columns.get(i).type(), row[i], out);
    }
    out.writeEndArray();
  }
}
