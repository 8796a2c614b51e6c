package dev.twofold.batch.job;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Encoders;

/** Sales as files of other formats than JSON. */
final class SalesFiles {
  private static final List<String> NAMES =
      List.of("sold_at", "shop", "online", "amount", "items", "weight", "buyer");
  private static final JsonMapper JSON = new JsonMapper();

  private SalesFiles() {}

  static String csv(List<String> events) throws IOException {
    StringBuilder text = new StringBuilder(String.join(",", NAMES)).append("\r\n");
    for (String event : events) {
      JsonNode sale = JSON.readTree(event);
      List<String> cells = new ArrayList<>();
      for (String name : NAMES) {
        JsonNode cell = sale.get(name);
        cells.add(
            cell == null
                ? ""
                : cell.isTextual() ? "\"" + cell.asText() + "\"" : rawNumber(event, name));
      }
      text.append(String.join(",", cells)).append("\r\n");
    }
    return text.toString();
  }

  /** As it is written in the event. */
  private static String rawNumber(String event, String name) {
    String from = event.substring(event.indexOf("\"" + name + "\": ") + name.length() + 4);
    return from.split("[,}]", 2)[0];
  }

  /** As other engines write it: typed, and the time without a zone. */
  static void parquet(Run run, List<String> events, Path folder) {
    run.session()
        .read()
        .schema(
            "sold_at TIMESTAMP, shop STRING, online BOOLEAN, amount DECIMAL(12, 2), items BIGINT,"
                + " weight DOUBLE, buyer STRING")
        .json(run.session().createDataset(events, Encoders.STRING()))
        .withColumn("sold_at", col("sold_at").cast("TIMESTAMP_NTZ"))
        .repartition(2)
        .write()
        .parquet(folder.toString());
  }
}
