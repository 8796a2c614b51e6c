package dev.twofold.batch.views;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.event.SourceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The columns of a master dataset: the source's, all nullable, then what Twofold records of each.
 */
final class MasterSchema {
  static final String UNKNOWN = "_unknown";
  // Not "_partition": Iceberg keeps that name for a column of its own.
  static final String PARTITION = "_kafka_partition";
  static final String OFFSET = "_kafka_offset";
  static final String INGESTED_AT = "_ingested_at";
  static final String EPOCH = "_epoch";
  static final String REJECTED = "_rejected";
  static final String RAW = "_raw";

  static final Map<String, String> PROPERTIES =
      Map.of(
          TableProperties.FORMAT_VERSION, "2",
          TableProperties.PARQUET_COMPRESSION, "zstd",
          TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true",
          TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "20");

  private final SourceDefinition source;

  MasterSchema(SourceDefinition source) {
    this.source = source;
  }

  /** The source's columns come first, in its order. */
  Schema schema() {
    List<Types.NestedField> fields = new ArrayList<>();
    for (SourceDefinition.SourceColumn column : source.columns()) {
      fields.add(IcebergTypes.field(fields.size() + 1, nullable(column.column())));
    }
    for (Types.NestedField own : own(fields.size() + 1)) {
      fields.add(own);
    }
    return new Schema(fields);
  }

  private static List<Types.NestedField> own(int first) {
    return List.of(
        Types.NestedField.optional(first, UNKNOWN, Types.StringType.get()),
        Types.NestedField.required(first + 1, PARTITION, Types.IntegerType.get()),
        Types.NestedField.required(first + 2, OFFSET, Types.LongType.get()),
        Types.NestedField.required(first + 3, INGESTED_AT, Types.TimestampType.withZone()),
        Types.NestedField.optional(first + 4, EPOCH, Types.LongType.get()),
        Types.NestedField.optional(first + 5, REJECTED, Types.StringType.get()),
        Types.NestedField.optional(first + 6, RAW, Types.BinaryType.get()));
  }

  /**
   * A rejected record has no values, so that even a NOT NULL column of the source is nullable here.
   */
  private static Column nullable(Column column) {
    return new Column(column.name(), column.type(), true);
  }

  /** Adds what the source, or this code, has gained since the table was made. */
  void evolve(Table table) {
    UpdateSchema update = null;
    if (table.schema().findField(EPOCH).isRequired()) {
      update = table.updateSchema().makeColumnOptional(EPOCH);
    }
    for (SourceDefinition.SourceColumn column : source.columns()) {
      DataType type = column.column().type();
      Types.NestedField field = table.schema().findField(column.column().name());
      if (field == null) {
        update = update == null ? table.updateSchema() : update;
        update.addColumn(column.column().name(), IcebergTypes.of(type));
      } else if (!same(field.type(), type)) {
        throw new RefusedException(
            "Column "
                + column.column().name()
                + " of source "
                + source.name()
                + " is "
                + type
                + " now, but "
                + field.type()
                + " in its master dataset. Give the column of the new type another name.");
      }
    }
    if (update != null) {
      update.commit();
      Moment.COLUMNS_ADDED.reached();
    }
  }

  private static boolean same(Type stored, DataType declared) {
    return stored.equals(IcebergTypes.of(declared));
  }
}
