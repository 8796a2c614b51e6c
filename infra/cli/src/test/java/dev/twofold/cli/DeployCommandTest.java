package dev.twofold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.batch.views.Warehouse;
import dev.twofold.cli.batch.Deployed;
import dev.twofold.cli.platform.StateFolder;
import dev.twofold.cli.platform.Target;
import dev.twofold.definition.DeployedView.Status;
import dev.twofold.definition.DeployedView.Version;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.Project;
import dev.twofold.fold.Fold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deploying and rolling back by name, on the register of a state folder that runs nothing. */
class DeployCommandTest {
  private static final String COUNTED = "SELECT page, COUNT(*) AS n FROM clicks GROUP BY page";
  private static final String SUMMED = "SELECT page, SUM(spent) AS n FROM clicks GROUP BY page";

  @TempDir private Path folder;
  private final Console console = new Console();

  @BeforeEach
  void project() throws IOException {
    ClicksProject.create(folder.resolve("project"), "name: shop");
    write("views/pages.sql", COUNTED);
    write("views/hits.sql", "SELECT COUNT(*) AS hits FROM clicks");
  }

  private void write(String name, String text) throws IOException {
    new ClicksProject(folder.resolve("project")).write(name, text);
  }

  private Target target() {
    return Target.of(new StateFolder(folder.resolve("state")), folder.resolve("project"));
  }

  private Deployment deployed() {
    return target().load().deployment();
  }

  private String id(Status status) {
    return deployed().views().get("pages").versions().stream()
        .filter(version -> version.status() == status)
        .map(Version::id)
        .findFirst()
        .orElseThrow();
  }

  private int run(String... command) {
    String[] all = List.of(command).toArray(new String[command.length + 2]);
    all[command.length] = "--state";
    all[command.length + 1] = folder.resolve("state").toString();
    return console.run(all);
  }

  private int deploy(String... options) {
    String[] all = new String[options.length + 2];
    all[0] = "deploy";
    all[1] = folder.resolve("project").toString();
    System.arraycopy(options, 0, all, 2, options.length);
    return run(all);
  }

  private int rollback(String... options) {
    String[] all = new String[options.length + 4];
    all[0] = "rollback";
    all[1] = "pages";
    System.arraycopy(options, 0, all, 2, options.length);
    all[options.length + 2] = "--project";
    all[options.length + 3] = folder.resolve("project").toString();
    return run(all);
  }

  @Test
  void the_first_deployment_has_the_folder_s_versions_under_the_ids_that_they_had_before_it() {
    List<Fold> before = target().load().versions();
    assertThat(deploy()).isEqualTo(ExitCodes.OK);
    assertThat(console.out()).contains("pages").contains("new:").contains("Deployment 1");
    assertThat(deployed().number()).isEqualTo(1);
    assertThat(target().load().versions())
        .extracting(Warehouse::tableOf)
        .containsExactlyElementsOf(before.stream().map(Warehouse::tableOf).toList());
    assertThat(deploy()).isEqualTo(ExitCodes.OK);
    assertThat(console.out()).contains("No view changes: deployment 1");
  }

  @Test
  void a_dry_run_tells_what_would_change_and_changes_nothing() throws IOException {
    deploy();
    write("views/pages.sql", SUMMED);
    Files.delete(folder.resolve("project/views/hits.sql"));
    assertThat(deploy("--dry-run")).isEqualTo(ExitCodes.OK);
    assertThat(console.out()).contains("edited:").contains("removed:").contains("Nothing was");
    assertThat(deployed().number()).isEqualTo(1);
  }

  @Test
  void what_cannot_be_changed_is_refused_with_its_place_and_nothing_is_deployed()
      throws IOException {
    deploy();
    write(
        "sources/clicks.yaml",
        """
        topic: clicks
        event_time: at
        columns:
          - {name: at, type: TIMESTAMP}
          - {name: page, type: VARCHAR}
          - {name: spent, type: DOUBLE}
        """);
    assertThat(deploy()).isEqualTo(ExitCodes.REFUSED);
    assertThat(console.out())
        .contains("sources/clicks.yaml:1:1: ")
        .contains("nothing was deployed");
    write("views/pages.sql", "SELECT pge FROM clicks");
    assertThat(deploy()).isEqualTo(ExitCodes.REFUSED);
    assertThat(deployed().number()).isEqualTo(1);
  }

  @Test
  void commands_go_by_what_is_deployed_whatever_has_become_of_the_folder() throws IOException {
    deploy();
    write("views/pages.sql", "nonsense");
    Files.delete(folder.resolve("project/views/hits.sql"));
    assertThat(target().load().views()).extracting(Fold::view).containsExactly("hits", "pages");
  }

  @Test
  void what_does_not_need_the_warehouse_goes_by_the_folder_while_its_catalog_is_damaged()
      throws IOException {
    deploy();
    Path catalog = folder.resolve("state/warehouse/catalog.db");
    Files.deleteIfExists(catalog.resolveSibling("catalog.db-wal"));
    Files.writeString(catalog, "no database, ".repeat(100));
    assertThat(target().loadWithoutWarehouse().views()).hasSize(2);
    assertThat(deploy()).isEqualTo(ExitCodes.REFUSED);
    assertThat(console.err()).contains("restore-catalog");
    Path project = folder.resolve("project");
    assertThat(run("restore-catalog", "--project", project.toString())).isEqualTo(ExitCodes.OK);
    assertThat(deployed().number()).isEqualTo(1);
  }

  @Test
  void a_name_goes_to_an_earlier_version_and_is_held_until_it_is_released() throws IOException {
    deploy();
    String old = id(Status.IN_FORCE);
    write("views/pages.sql", SUMMED);
    deploy();
    String built = id(Status.BUILDING);
    assertThat(rollback("--version", built)).isEqualTo(ExitCodes.REFUSED);
    assertThat(console.err()).contains("cannot be rolled back to version " + built);
    new Deployed(target().load()).change(before -> before.promoted("pages", built, 7));

    assertThat(rollback("--version", old, "--reason", "sums are wrong")).isEqualTo(ExitCodes.OK);
    assertThat(console.out()).contains("View pages is at version " + old + ", and held");
    assertThat(id(Status.IN_FORCE)).isEqualTo(old);
    assertThat(id(Status.ROLLED_BACK)).isEqualTo(built);
    assertThat(deployed().hold("pages")).contains("sums are wrong");

    assertThat(deploy()).isEqualTo(ExitCodes.OK);
    assertThat(console.out()).contains("left alone");
    assertThat(id(Status.IN_FORCE)).isEqualTo(old);

    assertThat(rollback("--release")).isEqualTo(ExitCodes.OK);
    assertThat(deployed().hold("pages")).isEmpty();
    assertThat(id(Status.IN_FORCE)).isEqualTo(old);
  }

  @Test
  void generations_lists_the_versions_of_a_view_with_their_status() throws IOException {
    deploy();
    write("views/pages.sql", SUMMED);
    deploy();
    run("generations", "pages", "--project", folder.resolve("project").toString());
    assertThat(console.out())
        .containsPattern("\\* +" + id(Status.IN_FORCE) + " +in force")
        .containsPattern(id(Status.BUILDING) + " +building");
  }

  @Test
  void a_version_is_named_with_its_id_only_where_its_view_has_several() throws IOException {
    deploy();
    write("views/pages.sql", SUMMED);
    deploy();
    Project loaded = target().load();
    assertThat(loaded.versions())
        .extracting(loaded::label)
        .containsExactly("hits", "pages@" + id(Status.IN_FORCE), "pages@" + id(Status.BUILDING));
    assertThat(Project.load(folder.resolve("project"), Map.of()).views()).hasSize(2);
  }
}
