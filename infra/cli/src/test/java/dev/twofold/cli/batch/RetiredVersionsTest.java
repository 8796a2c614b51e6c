package dev.twofold.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.Warehouse;
import dev.twofold.cli.ClicksProject;
import dev.twofold.definition.DeployedView.Version;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.Project;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.CassandraRealtimeView;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.RealtimeDeployment;
import dev.twofold.speed.views.RealtimeRow;
import dev.twofold.speed.views.Retention;
import dev.twofold.speed.views.RowWriter;
import dev.twofold.view.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How versions of views end, on a real Cassandra and a real warehouse. */
class RetiredVersionsTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String COUNTED = "SELECT page, COUNT(*) AS n FROM clicks GROUP BY page";
  private static final String SUMMED = "SELECT page, SUM(spent) AS n FROM clicks GROUP BY page";

  @TempDir private Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private CassandraSession session;
  private Warehouse warehouse;

  @BeforeEach
  void deployTwoVersions() throws IOException {
    settings.putAll(ClicksProject.stores(folder.resolve("warehouse")));
    ClicksProject.create(
        folder.resolve("project"),
        "name: retired_" + NUMBER.incrementAndGet() + "\ncassandra: {shards: 1}");
    write("views/pages.sql", COUNTED);
    deploy();
    session = CassandraSession.open(project().settings());
    warehouse = Warehouse.open(project().settings().warehouse(), project().name());
  }

  @AfterEach
  void close() throws IOException {
    session.close();
    warehouse.close();
  }

  private void write(String name, String text) throws IOException {
    new ClicksProject(folder.resolve("project")).write(name, text);
  }

  private Project project() {
    return Project.loadDeployed(folder.resolve("project"), settings, Warehouse::deployedOf);
  }

  private void deploy() {
    Project wanted = Project.load(folder.resolve("project"), settings);
    new Deployed(wanted).deploy(wanted);
  }

  private List<Version> versions(String view) {
    return warehouse.deployed().views().get(view).versions();
  }

  /** Edits the view, and has the new version take its name; yields the one before. */
  private Fold replace() throws IOException {
    Fold before = project().views().get(0);
    write("views/pages.sql", SUMMED);
    deploy();
    String built = versions("pages").get(1).id();
    long now = System.currentTimeMillis();
    new Deployed(project()).change(current -> current.promoted("pages", built, now));
    project().versions().forEach(this::fill);
    return before;
  }

  private void fill(Fold version) {
    warehouse.view(version);
    writeRow(version);
  }

  private void writeRow(Fold version) {
    RowWriter writer = new RowWriter(session, 1);
    byte[] state = {1, 1};
    writer.add(new RealtimeRow(version.version(), new byte[] {1}, 0, 5, state, 1));
    writer.flush();
  }

  private int rows(Fold version) {
    AtomicInteger rows = new AtomicInteger();
    new CassandraRealtimeView(session, "clicks", version.version())
        .read(
            1,
            new EpochRange(0, 10),
            Slice.everything(),
            (key, pane, state) -> rows.incrementAndGet());
    return rows.get();
  }

  private boolean hasTable(Fold version) throws IOException {
    try (var folders = Files.list(folder.resolve("warehouse/" + project().name()))) {
      boolean hasFolder = folders.anyMatch(each -> each.endsWith(Warehouse.tableOf(version)));
      assertThat(warehouse.findView(version).isPresent()).isEqualTo(hasFolder);
      return hasFolder;
    }
  }

  /** Cleans until nothing is left to clean: what is retired now waits for the longest query. */
  private void cleanAll() throws Exception {
    settings.put("retention.versions", "1ms");
    settings.put("retention.longest_query", "1ms");
    new RetiredVersions(project()).clean();
    Thread.sleep(5);
    new RetiredVersions(project()).clean();
  }

  @Test
  void aVersionThatAnotherReplacedStaysAsLongAsTheSettingsSayAndThenGoesFromAllStores()
      throws Exception {
    Fold before = replace();
    Fold after = project().views().get(0);
    assertThat(new RetiredVersions(project()).clean()).isZero();
    assertThat(project().versions()).hasSize(2);

    settings.put("retention.versions", "1ms");
    assertThat(new RetiredVersions(project()).clean()).as("a query may still read it").isZero();
    assertThat(project().versions()).extracting(Fold::version).containsExactly(after.version());
    assertThat(rows(before)).isEqualTo(1);
    assertThat(hasTable(before)).isTrue();
    assertThat(new RealtimeDeployment(session).current()).isEqualTo(warehouse.deployed());

    settings.put("retention.longest_query", "1ms");
    Thread.sleep(5);
    assertThat(new RetiredVersions(project()).clean()).isEqualTo(1);
    assertThat(rows(before)).isZero();
    assertThat(hasTable(before)).isFalse();
    assertThat(rows(after)).isEqualTo(1);
    assertThat(hasTable(after)).isTrue();
    assertThat(versions("pages")).extracting(Version::id).containsExactly(after.version());
    assertThat(new RealtimeDeployment(session).current()).isEqualTo(warehouse.deployed());
    assertThat(new RetiredVersions(project()).clean()).isZero();
  }

  @Test
  void rowsThatAnotherNameStillNeedsStay() throws Exception {
    write("views/pages_too.sql", COUNTED);
    deploy();
    Fold before = replace();
    cleanAll();
    Fold other =
        project().views().stream()
            .filter(v -> v.view().equals("pages_too"))
            .findAny()
            .orElseThrow();
    assertThat(other.version()).isEqualTo(before.version());
    assertThat(hasTable(before)).isFalse();
    assertThat(hasTable(other)).isTrue();
    assertThat(rows(other)).isEqualTo(1);
  }

  /** Of a job that does not know yet what is deployed. */
  @Test
  @Tag("nightly")
  void aLateRowOfACleanedVersionIsNotKept() throws Exception {
    Fold before = replace();
    cleanAll();
    writeRow(before);
    assertThat(rows(before)).isZero();
    try (CassandraSession other = CassandraSession.open(project().settings())) {
      RowWriter writer = new RowWriter(other, 2);
      byte[] state = {1, 1};
      writer.add(new RealtimeRow(before.version(), new byte[] {1}, 0, 9_000, state, 1));
      writer.flush();
    }
    assertThat(rows(before)).isZero();
  }

  @Test
  @Tag("nightly")
  void aCleaningThatWasKilledIsFinishedByTheNext() throws Exception {
    Fold before = replace();
    settings.put("retention.versions", "1ms");
    new RetiredVersions(project()).clean();
    new Retention(session).dropAll(before.version());
    cleanAll();
    assertThat(hasTable(before)).isFalse();
    assertThat(versions("pages")).hasSize(1);

    Fold second = project().views().get(0);
    Files.delete(folder.resolve("project/views/pages.sql"));
    deploy();
    new Retention(session).dropAll(second.version());
    warehouse.dropView("pages", second.version());
    cleanAll();
    assertThat(versions("pages")).isEmpty();
  }

  /** For a forget: no erasure looks at what is retired. */
  @Test
  @Tag("nightly")
  void whatIsRetiredCanGoAtOnce() throws Exception {
    Fold before = project().views().get(0);
    fill(before);
    Files.delete(folder.resolve("project/views/pages.sql"));
    deploy();
    assertThat(new RetiredVersions(project()).clean()).isZero();
    assertThat(new RetiredVersions(project()).cleanAtOnce()).isEqualTo(1);
    assertThat(rows(before)).isZero();
    assertThat(hasTable(before)).isFalse();
  }

  @Test
  @Tag("nightly")
  void whatComesBackAfterItWasRemovedStartsWithoutAnyThingOfItsEarlierLife() throws Exception {
    fill(project().views().get(0));
    String first = project().views().get(0).version();
    Files.delete(folder.resolve("project/views/pages.sql"));
    deploy();
    write("views/pages.sql", COUNTED);
    deploy();
    Fold again = project().views().get(0);
    assertThat(again.version()).isNotEqualTo(first);
    fill(again);
    cleanAll();
    assertThat(rows(again)).isEqualTo(1);
    assertThat(hasTable(again)).isTrue();
    assertThat(versions("pages")).extracting(Version::id).containsExactly(again.version());
  }

  /** As where a warehouse was lost: without it no one knew which ids had a life before. */
  @Test
  void aRegisterThatIsBehindItsCopyTakesItUp() throws Exception {
    Files.delete(folder.resolve("project/views/pages.sql"));
    deploy();
    assertThat(new Deployed(project()).copy()).isEmpty();
    Deployment lost = warehouse.deployed();
    settings.put("warehouse.location", folder.resolve("anew").toString());
    assertThat(new Deployed(project()).copy()).isEmpty();
    assertThat(Warehouse.deployedOf(project())).isEqualTo(lost);
    assertThat(new RealtimeDeployment(session).current()).isEqualTo(lost);
    write("views/pages.sql", COUNTED);
    deploy();
    assertThat(project().views().get(0).version())
        .isNotEqualTo(lost.views().get("pages").versions().get(0).id());
  }

  @Test
  void beforeTheFirstDeploymentThereIsNothingToClean() throws IOException {
    settings.put("warehouse.location", folder.resolve("other").toString());
    Files.createDirectories(folder.resolve("other"));
    assertThat(new RetiredVersions(project()).clean()).isZero();
    assertThat(Warehouse.deployedOf(project())).isEqualTo(Deployment.NONE);
  }
}
