package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.BackfilledFile;
import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.IcebergBatchView;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.ReconciliationTable;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.crash.CrashPoint;
import dev.twofold.crash.CrashWitness;
import dev.twofold.data.Row;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.Project;
import dev.twofold.event.EventDecoder;
import dev.twofold.fold.Fold;
import dev.twofold.fold.PreAggregator;
import dev.twofold.stack.TestStack;
import dev.twofold.view.BatchView;
import dev.twofold.view.Generation;
import dev.twofold.view.Slice;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A project of its own with a topic of its own in the shared Kafka, and a warehouse in a folder.
 */
final class JobFixture {
  private static final long LIMIT_MINUTES = 4;

  final TestTopic topic = new TestTopic();
  final Path folder;
  private final Path definition;
  private final Map<String, String> settings = new TreeMap<>();
  private Deployment deployment = Deployment.NONE;

  JobFixture(Path folder) throws IOException {
    this.folder = folder;
    definition = folder.resolve("project");
    settings.put("warehouse.location", folder.resolve("warehouse").toString());
    write("twofold.yaml", "name: shop\nepoch: 500ms\ngrace: 200ms\n");
    write(
        "sources/sales.yaml",
        """
        topic: %s
        partitions: %d
        format: json
        event_time: sold_at
        columns:
          - {name: sold_at, type: TIMESTAMP, required: true}
          - {name: shop, type: VARCHAR}
          - {name: online, type: BOOLEAN}
          - {name: amount, type: "DECIMAL(12, 2)"}
          - {name: items, type: BIGINT}
          - {name: weight, type: DOUBLE}
          - {name: buyer, type: VARCHAR}
        """
            .formatted(topic.name, TestTopic.PARTITIONS));
    view(
        "sales_by_shop",
        """
        SELECT shop, online, COUNT(*) AS sales, SUM(amount) AS amount, MAX(items) AS most,
               SUM(weight) AS weight, APPROX_COUNT_DISTINCT(buyer) AS buyers
        FROM sales
        GROUP BY shop, online, TUMBLE(sold_at, INTERVAL '1' MINUTE)
        """);
    view(
        "online_buyers",
        """
        SELECT COUNT(DISTINCT buyer) AS buyers, MIN(sold_at) AS first_sale
        FROM sales
        WHERE online
        GROUP BY TUMBLE(sold_at, INTERVAL '10' MINUTE)
        """);
  }

  void view(String name, String sql) throws IOException {
    write("views/" + name + ".sql", sql);
  }

  void removeView(String name) throws IOException {
    Files.delete(definition.resolve("views/" + name + ".sql"));
  }

  /** Puts a setting in place of the file's. */
  JobFixture with(String setting, String value) {
    settings.put(setting, value);
    return this;
  }

  /** The source gains a column. */
  void addColumn(String name, String type) throws IOException {
    Path source = definition.resolve("sources/sales.yaml");
    Files.writeString(
        source, Files.readString(source) + "  - {name: " + name + ", type: " + type + "}\n");
  }

  private void write(String name, String text) throws IOException {
    Path file = definition.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  JobFixture createTopic() throws Exception {
    return createTopic(Map.of(TestTopic.TIMESTAMPS, "LogAppendTime"));
  }

  JobFixture createTopic(Map<String, String> settings) throws Exception {
    topic.create(settings);
    return this;
  }

  void send(List<String> events) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = TestTopic.producer()) {
      topic.send(producer, events);
    }
  }

  /** Waits until all that was sent lies behind the cut that a run would make. */
  static void passCut() throws InterruptedException {
    Thread.sleep(800);
  }

  private Map<String, String> overrides() {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("kafka.bootstrap", TestStack.shared().kafka().bootstrap());
    return all;
  }

  /** What every program takes. */
  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("--project", definition.toString()));
    overrides().forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
    return arguments;
  }

  /** The folder's project, or what {@link #deployAndFollow} deployed last. */
  Project project() {
    return wanted().as(deployment);
  }

  private Project wanted() {
    return Project.load(definition, overrides());
  }

  /** Deploys what the folder has: the columns that a source gets from now on are gained. */
  void deployAndFollow() throws IOException {
    deployment = deploy();
  }

  Fold fold(String view) {
    return project().views().stream().filter(v -> v.view().equals(view)).findFirst().orElseThrow();
  }

  /** Runs a command of the job in this JVM. Returns its exit code. */
  int job(String... command) {
    List<String> arguments = new ArrayList<>(Arrays.asList(command));
    arguments.addAll(arguments());
    return BatchJob.execute(arguments.toArray(String[]::new));
  }

  /** Starts a command of the job in a JVM of its own. */
  Process startJob(Path output, String... command) throws IOException {
    List<String> arguments = new ArrayList<>(Arrays.asList(command));
    arguments.addAll(arguments());
    return start(output, List.of(), BatchJob.class, arguments);
  }

  /**
   * Runs a command in a JVM of its own that has to die at the crash point.
   *
   * @param command of the job, or of {@link OtherProgram}
   */
  void dieAt(CrashPoint point, String... command) throws Exception {
    dieAt(point, 1, command);
  }

  /** As the other, but it may pass the point a few times before it has to die there. */
  void dieAt(CrashPoint point, int time, String... command) throws Exception {
    boolean job = isJob(command[0]);
    List<String> arguments = new ArrayList<>(Arrays.asList(command));
    arguments.addAll(
        job
            ? arguments()
            : List.of(definition.toString(), settings.get("warehouse.location"), indexes()));
    Path output = folder.resolve("died-at-" + point.name());
    List<String> halt = List.of("-D" + CrashWitness.HALT_AT + "=" + point.name() + ":" + time);
    Process process = start(output, halt, job ? BatchJob.class : OtherProgram.class, arguments);
    boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly().waitFor();
    assertThat(ended).as(Files.readString(output)).isTrue();
    assertThat(process.exitValue())
        .as("it came to %s: %s", point, Files.readString(output))
        .isEqualTo(CrashWitness.HALTED);
  }

  /** Whether the command is of the batch job, not of {@link OtherProgram}. */
  static boolean isJob(String command) {
    return List.of("run", "compact", "backfill", "forget").contains(command);
  }

  /** Where {@link #answer} keeps its indexes. */
  String indexes() {
    return folder.resolve("cache").toString();
  }

  private static Process start(
      Path output, List<String> options, Class<?> main, List<String> arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptions().split(" ")));
    line.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-Dspark.master=local[2]"));
    line.addAll(options);
    Path target = TestStack.home().resolve("batch-layer/job/target");
    line.add("-cp");
    line.add(
        target.resolve("classes")
            + File.pathSeparator
            + target.resolve("test-classes")
            + File.pathSeparator
            + Files.readString(target.resolve("classpath")).strip());
    line.add(main.getName());
    line.addAll(arguments);
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** The current generation as text: a line a (key, pane), all segments merged. */
  Map<String, String> answer(String view) throws IOException {
    return answer(fold(view));
  }

  Map<String, String> answer(Fold fold) throws IOException {
    try (Run run = new Run(project(), Progress.onStandardOutput())) {
      IcebergBatchView reader = new IcebergBatchView(run.warehouse(), fold, Path.of(indexes()));
      reader.refresh();
      Map<String, String> merged = new TreeMap<>();
      Optional<BatchView.Pinned> current = reader.pinCurrent();
      current.ifPresent(
          pinned ->
              pinned.read(
                  Slice.everything(),
                  (key, pane, state) ->
                      merged.merge(name(key, pane), hex(state), (a, b) -> hex(merge(fold, a, b)))));
      return merged;
    }
  }

  /** What the answer has to be: the events folded in memory. Rejected ones are passed over. */
  Map<String, String> expected(String view, List<String> events) {
    return expected(fold(view), events);
  }

  Map<String, String> expected(Fold fold, List<String> events) {
    var source = project().source("sales");
    EventDecoder decoder = Project.decoder(source, false);
    Row row = new Row(source.columns().size());
    Map<String, String> states = new TreeMap<>();
    PreAggregator map =
        new PreAggregator(
            fold,
            Integer.MAX_VALUE,
            (key, pane, epoch, state) -> states.put(name(key, pane), hex(fold.encode(state))));
    for (String event : events) {
      if (decoder.decode(event.getBytes(StandardCharsets.UTF_8), row) == null) {
        map.add(row, 0);
      }
    }
    map.flush();
    return states;
  }

  /** Every view's answer has to be that of the events. */
  void assertAnswers(List<String> events) throws IOException {
    for (Fold view : project().views()) {
      assertThat(answer(view.view())).as(view.view()).isEqualTo(expected(view.view(), events));
    }
  }

  /** The project as it is deployed. */
  Project deployed() {
    return Project.loadDeployed(definition, overrides(), Warehouse::deployedOf);
  }

  /** So has the answer of every version that is deployed. */
  void assertAnswersOfVersions(List<String> events) throws IOException {
    for (Fold version : deployed().versions()) {
      assertThat(answer(version))
          .as(deployed().label(version))
          .isEqualTo(expected(version, events));
    }
  }

  /** Changes what is deployed. */
  void change(UnaryOperator<Deployment> change) throws IOException {
    try (Run run = new Run(project(), Progress.onStandardOutput())) {
      run.warehouse().deployments().change(change);
    }
  }

  /** The files whose records are in the master dataset. */
  List<BackfilledFile> backfilled() throws IOException {
    try (Run run = new Run(project(), Progress.onStandardOutput())) {
      var master = run.warehouse().master(run.project().source("sales"));
      master.version();
      return master.backfilled();
    }
  }

  /** Makes an earlier generation the current one. */
  void rollback(String view, long number) throws IOException {
    try (Run run = new Run(project(), Progress.onStandardOutput())) {
      run.warehouse().findView(fold(view)).orElseThrow().rollback(number, "a test");
    }
  }

  /** Deploys what the folder has. */
  Deployment deploy() throws IOException {
    try (Run run = new Run(wanted(), Progress.onStandardOutput())) {
      return OtherProgram.deploy(run.warehouse(), run.project());
    }
  }

  /** Drops what is retired. */
  void clean() throws IOException {
    try (Run run = new Run(project(), Progress.onStandardOutput())) {
      OtherProgram.clean(run.warehouse());
    }
  }

  /** No version of the view is in the register, the catalog or the folders. */
  void assertNothingLeftOf(String view) throws IOException {
    Path tables = Path.of(settings.get("warehouse.location"), "shop");
    try (Stream<Path> files = Files.walk(tables);
        Run run = new Run(project(), Progress.onStandardOutput())) {
      assertThat(run.warehouse().deployed().views().get(view).versions()).isEmpty();
      assertThat(files).noneMatch(file -> file.toString().contains(view + "__"));
    }
  }

  /** Lets publishing go on where a rollback holds it. */
  void release() throws IOException {
    try (Run run = new Run(project(), Progress.onStandardOutput())) {
      run.project().views().stream()
          .flatMap(view -> run.warehouse().findView(view).stream())
          .filter(view -> view.version().hold().isPresent())
          .forEach(BatchViewTable::release);
    }
  }

  Generation generation(String view) throws IOException {
    try (Run run = new Run(project(), Progress.onStandardOutput())) {
      return run.warehouse().view(fold(view)).version().current().orElseThrow();
    }
  }

  /** Has the view's segments compared with a speed layer, as far as the batch layer knows. */
  void settle(String view) throws IOException {
    try (Run run = new Run(project(), Progress.onStandardOutput())) {
      List<ReconciliationTable.Entry> entries =
          generation(view).segments().stream()
              .map(
                  segment ->
                      ReconciliationTable.Entry.merged(
                          fold(view), segment, Instant.EPOCH, Instant.EPOCH))
              .toList();
      run.warehouse().reconciliations().append(entries);
    }
  }

  /** The master dataset's. */
  List<Record> records() throws IOException {
    try (Run run = new Run(project(), Progress.onStandardOutput())) {
      MasterDataset master = run.warehouse().master(project().source("sales"));
      List<Record> records = new ArrayList<>();
      try (var rows = IcebergGenerics.read(master.table()).build()) {
        rows.forEach(records::add);
      }
      return records;
    }
  }

  /** What a run says that has to be refused. */
  String refusal() {
    return refusal("run");
  }

  /** What a command says that has to be refused. */
  String refusal(String... command) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertThat(job(command)).isEqualTo(2);
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** What the action tells on standard output. */
  static String said(Runnable action) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static byte[] merge(Fold fold, String a, String b) {
    var state = fold.decode(HexFormat.of().parseHex(a));
    fold.merge(HexFormat.of().parseHex(b), state);
    return fold.encode(state);
  }

  private static String name(byte[] key, long pane) {
    return hex(key) + "@" + pane;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
