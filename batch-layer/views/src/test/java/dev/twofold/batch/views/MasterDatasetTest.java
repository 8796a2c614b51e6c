package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.data.Row;
import dev.twofold.definition.Project;
import dev.twofold.event.EventDecoder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterDatasetTest {
  private static final String SALE =
      "{\"sold_at\": \"2026-11-23T07:00:10.123Z\", \"shop\": \"a\", \"online\": true,"
          + " \"amount\": 12.5, \"items\": 3, \"weight\": 0.5, \"colour\": \"red\"}";

  @TempDir Path folder;
  private Fixture fixture;
  private MasterDataset master;

  @BeforeEach
  void open() throws IOException {
    fixture = new Fixture(folder);
    master = fixture.warehouse.master(fixture.source);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void aLandingMovesTheCutTogetherWithItsRecords() throws IOException {
    MasterDataset.Version empty = master.version();
    assertThat(empty.cut()).isEmpty();
    master.land(empty, fixture.cut(7, 2), write(SALE, "{not json"), 0);

    assertThat(master.version().cut()).contains(fixture.cut(7, 2));
    List<Record> records = records();
    Record sale = records.get(0);
    assertThat(sale.getField("sold_at"))
        .isEqualTo(OffsetDateTime.parse("2026-11-23T07:00:10.123Z"));
    assertThat(sale.getField("shop")).isEqualTo("a");
    assertThat(sale.getField("online")).isEqualTo(true);
    assertThat(sale.getField("amount")).isEqualTo(new BigDecimal("12.50"));
    assertThat(sale.getField("items")).isEqualTo(3L);
    assertThat(sale.getField("weight")).isEqualTo(0.5);
    assertThat(sale.getField("buyer")).isNull();
    assertThat((String) sale.getField("_unknown")).contains("colour").contains("red");
    assertThat(sale.getField("_kafka_partition")).isEqualTo(0);
    assertThat(sale.getField("_kafka_offset")).isEqualTo(0L);
    assertThat(sale.getField("_epoch")).isEqualTo(6L);
    assertThat(sale.getField("_ingested_at"))
        .isEqualTo(OffsetDateTime.parse("1970-01-01T00:01:00Z"));
    assertThat(sale.getField("_rejected")).isNull();
    assertThat(sale.getField("_raw")).isNull();
    Record rejected = records.get(1);
    assertThat((String) rejected.getField("_rejected")).isNotEmpty();
    assertThat(rejected.getField("_raw"))
        .isEqualTo(ByteBuffer.wrap("{not json".getBytes(StandardCharsets.UTF_8)));
    assertThat(rejected.getField("shop")).isNull();
  }

  @Test
  void ofTwoLandingsOfTheSameRecordsOneIsLost() throws IOException {
    MasterDataset.Version version = master.version();
    MasterDataset other = fixture.warehouse.master(fixture.source);
    MasterDataset.Version otherVersion = other.version();
    master.land(version, fixture.cut(7, 1), write(SALE), 0);
    assertThatThrownBy(() -> other.land(otherVersion, fixture.cut(7, 1), write(SALE), 0))
        .isInstanceOf(LostRaceException.class);
    assertThat(records()).hasSize(1);
  }

  @Test
  void aLandingNeverMovesBackNorToAnotherTopic() throws IOException {
    master.land(master.version(), fixture.cut(7, 2), write(SALE, SALE), 0);
    MasterDataset.Version version = master.version();
    assertThatThrownBy(() -> master.land(version, fixture.cut(8, 1), List.of(), 0))
        .hasMessageContaining("Cannot move back");
    Cut elsewhere = new Cut("sales", "another id", 9, Map.of());
    assertThatThrownBy(() -> master.land(version, elsewhere, List.of(), 0))
        .hasMessageContaining("another id");
  }

  @Test
  void aTableWithDataButWithoutPositionsIsRefused() {
    master.table().newAppend().commit();
    assertThatThrownBy(master::version)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("twofold.positions");
  }

  @Test
  void aColumnThatTheSourceGainsIsAddedAndOneThatChangesItsTypeIsRefused() throws IOException {
    master.land(master.version(), fixture.cut(7, 1), write(SALE), 0);
    try (Fixture wider = new Fixture(folder, Map.of("colour", "VARCHAR"))) {
      MasterDataset same = wider.warehouse.master(wider.source);
      same.land(same.version(), fixture.cut(8, 2), write(wider, same, SALE), 0);
      assertThat(records()).extracting(row -> row.getField("colour")).containsExactly(null, "red");
    }
    try (Fixture changed = new Fixture(folder, Map.of("colour", "BIGINT"))) {
      assertThatThrownBy(() -> changed.warehouse.master(changed.source))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("colour");
    }
  }

  private List<DataFile> write(String... values) throws IOException {
    return write(fixture, master, values);
  }

  private static List<DataFile> write(Fixture fixture, MasterDataset master, String... values)
      throws IOException {
    EventDecoder decoder = Project.decoder(fixture.source, true);
    Row row = new Row(fixture.source.columns().size());
    long offset = master.version().cut().map(cut -> cut.position(0).nextOffset()).orElse(0L);
    try (LandingWriter out =
        new LandingWriter(master.table(), fixture.source, 0, 0, UUID.randomUUID().toString())) {
      for (String value : values) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        String reason = decoder.decode(bytes, row);
        LandingWriter.Origin origin = new LandingWriter.Origin(0, offset++, 60_000, 6);
        if (reason == null) {
          out.accept(origin, row);
        } else {
          out.reject(origin, reason, bytes);
        }
      }
      return out.finish();
    }
  }

  private List<Record> records() throws IOException {
    master.table().refresh();
    List<Record> records = new ArrayList<>();
    try (var rows = IcebergGenerics.read(master.table()).build()) {
      rows.forEach(records::add);
    }
    records.sort(Comparator.comparing(row -> (Long) row.getField("_kafka_offset")));
    return records;
  }
}
