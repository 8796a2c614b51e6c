package dev.twofold.batch.views;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import dev.twofold.epoch.Position;
import dev.twofold.event.GainedColumns;
import dev.twofold.event.SourceDefinition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types;

/**
 * Takes records of a master dataset out of Iceberg's rows, as they would be decoded today. Not
 * thread-safe.
 */
final class MasterDecoder {
  private static final int NONE = -1;

  private final List<Column> all;
  private final Schema schema;
  private final MasterRecord record;
  private final GainedColumns gained;
  private final int[] inRow;
  private final int own;
  private final int unknown;
  private final int raw;

  /**
   * @param table the table's columns: one that the source has gained since may not be there yet
   * @param columns of the source; the others are NULL
   * @param more of the table's own, after those that every record has
   */
  MasterDecoder(
      SourceDefinition source, Schema table, Collection<String> columns, List<String> more) {
    gained = new GainedColumns(source, columns);
    all = source.columns().stream().map(SourceDefinition.SourceColumn::column).toList();
    record = new MasterRecord(all.size());
    List<Types.NestedField> fields = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Types.NestedField field = table.findField(all.get(i).name());
      if (columns.contains(all.get(i).name()) && field != null) {
        fields.add(field);
        rows.add(i);
      }
    }
    own = fields.size();
    inRow = rows.stream().mapToInt(Integer::intValue).toArray();
    for (String name :
        List.of(
            MasterSchema.PARTITION,
            MasterSchema.OFFSET,
            MasterSchema.EPOCH,
            MasterSchema.INGESTED_AT,
            MasterSchema.REJECTED)) {
      fields.add(table.findField(name));
    }
    raw = more.contains(MasterSchema.RAW) ? fields.size() + more.indexOf(MasterSchema.RAW) : NONE;
    more.forEach(name -> fields.add(table.findField(name)));
    unknown = gained.isEmpty() ? NONE : fields.size();
    if (unknown != NONE) {
      fields.add(table.findField(MasterSchema.UNKNOWN));
    }
    schema = new Schema(fields);
  }

  /** What the rows have to be read as. */
  Schema schema() {
    return schema;
  }

  MasterRecord decode(StructLike row) {
    Arrays.fill(record.row().nulls, true);
    for (int i = 0; i < own; i++) {
      set(record.row(), inRow[i], row.get(i, Object.class));
    }
    record.partition = row.get(own, Integer.class);
    record.offset = row.get(own + 1, Long.class);
    Long epoch = row.get(own + 2, Long.class);
    record.epoch = epoch == null ? Position.NO_EPOCH : epoch;
    record.ingestedAtMillis = Math.floorDiv(row.get(own + 3, Long.class), 1000L);
    CharSequence rejected = row.get(own + 4, CharSequence.class);
    record.rejected = rejected == null ? null : rejected.toString();
    record.raw =
        raw == NONE
            ? null
            : (byte[]) IcebergTypes.external(DataType.BINARY, row.get(raw, ByteBuffer.class));
    if (unknown != NONE) {
      gained.fill(utf8(row.get(unknown, CharSequence.class)), record.row());
    }
    return record;
  }

  private static byte[] utf8(CharSequence text) {
    return text == null ? null : text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void set(Row into, int at, Object internal) {
    into.nulls[at] = internal == null;
    if (internal == null) {
      return;
    }
    Object value = IcebergTypes.external(all.get(at).type(), internal);
    switch (all.get(at).type().kind()) {
      case BOOLEAN -> into.words[at] = (Boolean) value ? 1 : 0;
      case BIGINT, TIMESTAMP -> into.words[at] = (Long) value;
      case DOUBLE -> into.words[at] = Double.doubleToRawLongBits((Double) value);
      default -> into.refs[at] = value;
    }
  }
}
