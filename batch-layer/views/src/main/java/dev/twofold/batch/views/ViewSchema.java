package dev.twofold.batch.views;

import dev.twofold.data.Column;
import dev.twofold.fold.Fold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Types;

/**
 * The columns of a batch view: the key's, {@code window_start}, {@code events}, each measure's
 * fields, and the segment that the row belongs to. Any engine can read them.
 */
final class ViewSchema {
  static final String WINDOW_START = "window_start";
  static final String SEGMENT = "segment";

  private final Fold fold;
  private final Schema schema;

  ViewSchema(Fold fold) {
    this.fold = fold;
    List<Types.NestedField> fields = new ArrayList<>();
    for (Column key : fold.keys()) {
      fields.add(IcebergTypes.field(fields.size() + 1, new Column(key.name(), key.type(), true)));
    }
    fields.add(
        Types.NestedField.required(
            fields.size() + 1, WINDOW_START, Types.TimestampType.withZone()));
    for (Column column : fold.stateColumns()) {
      fields.add(IcebergTypes.field(fields.size() + 1, column));
    }
    fields.add(Types.NestedField.required(fields.size() + 1, SEGMENT, Types.StringType.get()));
    schema = new Schema(fields);
  }

  Schema schema() {
    return schema;
  }

  /** By segment, so that to replace a segment is to replace files. */
  PartitionSpec spec() {
    return PartitionSpec.builderFor(schema).identity(SEGMENT).build();
  }

  SortOrder sortOrder() {
    SortOrder.Builder order = SortOrder.builderFor(schema);
    for (Column key : fold.keys()) {
      order.asc(key.name());
    }
    return order.asc(WINDOW_START).build();
  }

  /** Small pages and row groups, so that a lookup by key reads little. */
  Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put(TableProperties.FORMAT_VERSION, "2");
    properties.put(TableProperties.PARQUET_COMPRESSION, "zstd");
    properties.put(TableProperties.PARQUET_PAGE_ROW_LIMIT, "240");
    properties.put(TableProperties.PARQUET_PAGE_SIZE_BYTES, "65536");
    properties.put(TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES, "16777216");
    for (Column key : fold.keys()) {
      properties.put(
          TableProperties.PARQUET_DICT_ENCODING_ENABLED_COLUMN_PREFIX + key.name(), "false");
    }
    properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
    properties.put(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "20");
    // Readers of a table find its definition with it.
    properties.put("twofold.view", fold.view());
    properties.put("twofold.version", fold.version());
    properties.put("twofold.sql", fold.sql());
    return properties;
  }
}
