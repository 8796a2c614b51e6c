package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import dev.twofold.batch.views.BackfilledFile;
import dev.twofold.batch.views.Moment;
import dev.twofold.view.Segment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** History from files: each file once, whatever happens; in every answer, outside the epochs. */
class FileBackfillTest {
  @TempDir Path folder;
  private JobFixture fixture;
  private final List<String> all = new ArrayList<>();

  @BeforeEach
  void project() throws Exception {
    fixture = new JobFixture(folder).createTopic();
  }

  @Test
  void everyFormatAndCompressionCountsOnce() throws Exception {
    Path plain = write("a.ndjson", out -> out, lines(some(1)));
    Path gzip = write("b.json.gz", GZIPOutputStream::new, lines(some(2)));
    // Two members one after the other, as log rotation leaves them.
    try (OutputStream again =
        new GZIPOutputStream(Files.newOutputStream(gzip, StandardOpenOption.APPEND))) {
      again.write(lines(some(3)).getBytes(StandardCharsets.UTF_8));
    }
    Path zstd = write("c.dat", ZstdOutputStream::new, "\ufeff" + lines(some(4)) + "\n \n");
    Path csv = write("d.csv.gz", GZIPOutputStream::new, SalesFiles.csv(some(5)));
    Path parquet = folder.resolve("e");
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      SalesFiles.parquet(run, some(6), parquet);
    }

    assertThat(backfill(plain, gzip, zstd, csv, parquet)).isZero();
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(all);
    assertThat(fixture.records()).hasSize(all.size());

    assertThat(backfill(parquet, csv, zstd, gzip, plain)).isZero();
    Path renamed = Files.copy(zstd, folder.resolve("renamed.ndjson"));
    assertThat(JobFixture.said(() -> backfill(renamed)))
        .contains("renamed.ndjson: added as file:")
        .contains("c.dat");
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(all);
    assertThat(fixture.records()).hasSize(all.size());
  }

  @Test
  void historyIsInTheNextGenerationBesideTheTopicsRecordsWhicheverComesFirst() throws Exception {
    assertThat(backfill(write("a.ndjson", out -> out, lines(some(1))))).isZero();
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(all);

    send(2);
    assertThat(fixture.job("run")).isZero();
    assertThat(backfill(write("b.ndjson", out -> out, lines(some(3))))).isZero();
    // No epoch is new.
    long through = fixture.generation("sales_by_shop").through();
    String sameCut = fixture.project().clock().start(through).toString();
    assertThat(fixture.job("run", "--through", sameCut)).isZero();
    fixture.assertAnswers(all);
    assertThat(fixture.generation("sales_by_shop").through()).isEqualTo(through);

    assertThat(backfill(write("c.ndjson", out -> out, lines(some(4))))).isZero();
    send(5);
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(all);
    assertThat(fixture.generation("sales_by_shop").segments())
        .filteredOn(segment -> segment.kind() == Segment.Kind.BACKFILL)
        .hasSize(3);

    assertThat(fixture.job("compact", "--unreconciled")).isZero();
    fixture.assertAnswers(all);
    assertThat(fixture.job("run", "--full")).isZero();
    fixture.assertAnswers(all);
  }

  @Test
  @Tag("nightly")
  void aKilledBackfillIsFinishedByTheSameCommand() throws Exception {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      files.add(write("part-" + i + ".ndjson", out -> out, lines(some(i))));
    }
    send(7);
    for (Moment moment : List.of(Moment.BACKFILL_WRITTEN, Moment.BACKFILLED)) {
      fixture.dieAt(moment, "backfill", files.get(0).toString(), files.get(1).toString());
      assertThat(fixture.job("run")).isZero();
      assertThat(fixture.records()).hasSize(moment == Moment.BACKFILLED ? all.size() - 30 : 30);
    }
    assertThat(backfill(files.toArray(Path[]::new))).isZero();
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(all);
    assertThat(fixture.records()).hasSize(all.size());
  }

  @Test
  void aBrokenFileIsRefusedWholeAndHoldsUpNoOther() throws Exception {
    Path good = write("good.ndjson", out -> out, lines(some(1)));
    Path cut = write("cut.ndjson.gz", GZIPOutputStream::new, lines(Sales.events(2, 500)));
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    Path array = write("array.json", out -> out, "[" + Sales.events(3, 1).get(0) + "]");
    Path other = write("other.ndjson", out -> out, "{\"sold_at\": 7, \"items\": \"x\"}\n");
    Path quote = write("quote.csv", out -> out, "sold_at,shop\n2026-11-23T07:00:00Z,\"open\n");
    Path twice = write("twice.csv", out -> out, "shop,shop\nx,y\n");
    Path empty = write("empty.ndjson", out -> out, "");
    byte[] sound = parquet(Sales.events(4, 500));
    Path halved = Files.write(folder.resolve("half"), Arrays.copyOf(sound, sound.length / 2));
    sound[sound.length / 3] ^= 1;
    Path flipped = Files.write(folder.resolve("bit"), sound);
    Path checked = Files.write(folder.resolve("checked"), sound);
    Files.writeString(folder.resolve(".checked.crc"), "crc\0\0\0\2\0.............");

    String said =
        fixture.refusal(
            "backfill",
            "" + good,
            "" + cut,
            "" + array,
            "" + other,
            "" + quote,
            "" + twice,
            "" + halved,
            "" + flipped,
            "" + checked,
            "" + empty);

    assertThat(said)
        .contains("cut.ndjson.gz: cannot be read after line ")
        .contains("array.json: begins with a JSON array")
        .contains("other.ndjson: none of its 1 records is an event of source sales: the first one")
        .contains("quote.csv: is no CSV from line")
        .contains("twice.csv: its first line has to name each column once, and has shop twice")
        .contains(halved + ": is Parquet that cannot be read: ")
        .contains(flipped + ": is Parquet that cannot be read: ")
        .contains(checked + ": cannot be read: Checksum error");
    assertThat(fixture.refusal("backfill", folder + "/nothing-*.json"))
        .contains("There is no file");
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(all);
    assertThat(fixture.backfilled())
        .extracting(BackfilledFile::name)
        .containsExactly("file:" + good, "file:" + empty);
  }

  @Test
  void recordsThatAreNoEventsAreDeadLettersAndKeepTheirBytes() throws Exception {
    List<String> sales = some(1);
    List<String> lines = new ArrayList<>(sales);
    lines.add(3, "{\"sold_at\": \"2026-11-23T07:00:00Z\", \"items\": \"many\"}");
    lines.add(9, "not even JSON");
    Path csv =
        write(
            "short.csv",
            out -> out,
            "sold_at,shop,items\n2026-11-23T07:00:00Z,x\n2026-11-23T07:00:00Z,\"\",2\n");
    all.add("{\"sold_at\": \"2026-11-23T07:00:00Z\", \"shop\": \"\", \"items\": 2}");
    assertThat(backfill(write("some.ndjson", out -> out, lines(lines)), csv)).isZero();
    assertThat(fixture.job("run")).isZero();
    fixture.assertAnswers(all);
    assertThat(fixture.records())
        .filteredOn(row -> row.getField("_rejected") != null)
        .extracting(row -> row.getField("_rejected"))
        .containsExactlyInAnyOrder(
            "column items is a string, not a BIGINT",
            "is not a JSON object",
            "has 2 cells, and its file names 3 columns");
  }

  /** As one file. */
  private byte[] parquet(List<String> events) throws IOException {
    Path written = folder.resolve("parquet");
    try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
      SalesFiles.parquet(run, events, written);
    }
    try (Stream<Path> files = Files.list(written)) {
      Path first =
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
      return Files.readAllBytes(first);
    }
  }

  private List<String> some(int seed) {
    List<String> events = Sales.events(seed, 30);
    all.addAll(events);
    return events;
  }

  private void send(int seed) throws Exception {
    fixture.send(some(seed));
    JobFixture.passCut();
  }

  private int backfill(Path... files) {
    List<String> command = new ArrayList<>(List.of("backfill"));
    for (Path file : files) {
      command.add(file.toString());
    }
    return fixture.job(command.toArray(String[]::new));
  }

  private static String lines(List<String> events) {
    return String.join("\n", events) + "\n";
  }

  private interface Compressor {
    OutputStream on(OutputStream out) throws IOException;
  }

  private Path write(String name, Compressor compressor, String text) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = compressor.on(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }
}
