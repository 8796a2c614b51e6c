package dev.twofold.batch.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.definition.DeployedView.Status;
import dev.twofold.definition.DeployedView.Version;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.DeploymentPlan;
import dev.twofold.definition.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentTableTest {
  private static final String VIEW = "sales_by_shop";

  @TempDir private Path folder;
  private Fixture fixture;
  private DeploymentTable register;

  @BeforeEach
  void open() throws IOException {
    fixture = new Fixture(folder);
    register = fixture.warehouse.deployments();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private void view(String name, String measure) throws IOException {
    Files.writeString(
        folder.resolve("project/views/" + name + ".sql"),
        "SELECT shop, " + measure + " AS n FROM sales GROUP BY shop");
  }

  private UnaryOperator<Deployment> deploy() {
    Project project = Project.load(folder.resolve("project"), Map.of());
    return before -> DeploymentPlan.of(before, project, before.number() + 1).next();
  }

  private static Version version(Deployment deployment, String view, Status status) {
    return deployment.views().get(view).versions().stream()
        .filter(version -> version.status() == status)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void beforeTheFirstDeploymentNothingIsDeployed() {
    assertThat(register.current()).isEqualTo(Deployment.NONE);
    assertThat(fixture.warehouse.deployed()).isEqualTo(Deployment.NONE);
  }

  @Test
  void aDeploymentOutlivesThePrograms() throws IOException {
    Deployment made = register.change(deploy());
    assertThat(made.number()).isEqualTo(1);
    try (Warehouse later =
        Warehouse.open(Fixture.settings(folder.resolve("warehouse")), fixture.project.name())) {
      assertThat(later.deployed()).isEqualTo(made);
      assertThat(later.deployments().current()).isEqualTo(made);
    }
  }

  @Test
  void whatChangesNothingIsNotWritten() {
    Deployment made = register.change(deploy());
    long snapshot = table().currentSnapshot().snapshotId();
    assertThat(register.change(deploy())).isEqualTo(made);
    assertThat(table().currentSnapshot().snapshotId()).isEqualTo(snapshot);
  }

  /** As many programs as threads, each with a view of its own that it rolls back and forth. */
  @Test
  void ofChangesMadeAtOnceNoneIsLost() throws Exception {
    // Each lost attempt is another's change: there are too few of those to lose them all.
    int programs = 4;
    int changes = 4;
    for (int i = 0; i < programs; i++) {
      view("view_" + i, "COUNT(*)");
    }
    register.change(deploy());
    for (int i = 0; i < programs; i++) {
      view("view_" + i, "MAX(items)");
    }
    register.change(deploy());
    Deployment before =
        register.change(
            current -> {
              Deployment next = current;
              for (int i = 0; i < programs; i++) {
                String view = "view_" + i;
                next = next.promoted(view, version(next, view, Status.BUILDING).id(), 7);
              }
              return next;
            });
    List<Callable<String>> tasks =
        IntStream.range(0, programs)
            .mapToObj(i -> (Callable<String>) () -> rollBackAndForth("view_" + i, changes))
            .toList();
    ExecutorService threads = Executors.newFixedThreadPool(programs);
    try {
      List<Future<String>> inForce = threads.invokeAll(tasks);
      Deployment after = register.current();
      assertThat(after.number()).isEqualTo(before.number() + tasks.size() * (long) changes);
      for (int i = 0; i < programs; i++) {
        String view = "view_" + i;
        assertThat(version(after, view, Status.IN_FORCE).id()).isEqualTo(inForce.get(i).get());
        assertThat(after.views().get(view).hold()).contains("change " + changes);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Returns the version that is in force at last. */
  private String rollBackAndForth(String view, int changes) throws IOException {
    String inForce = "";
    try (Warehouse own =
        Warehouse.open(Fixture.settings(folder.resolve("warehouse")), fixture.project.name())) {
      DeploymentTable table = own.deployments();
      for (int i = 1; i <= changes; i++) {
        Status earlier = i == 1 ? Status.REPLACED : Status.ROLLED_BACK;
        String id = version(table.current(), view, earlier).id();
        String reason = "change " + i;
        table.change(current -> current.rolledBack(view, id, reason, current.number()));
        inForce = id;
      }
    }
    return inForce;
  }

  @Test
  void itKeepsAFewEarlierDeploymentsAndNotAllThereEverWere() {
    register.change(deploy());
    for (int i = 0; i < 55; i++) {
      boolean even = i % 2 == 0;
      register.change(
          before -> {
            Project project = even ? empty() : Project.load(folder.resolve("project"), Map.of());
            return DeploymentPlan.of(before, project, before.number()).next();
          });
    }
    assertThat(register.current().number()).isEqualTo(56);
    assertThat(table().snapshots()).hasSize(50);
  }

  private Project empty() {
    Path view = folder.resolve("project/views/" + VIEW + ".sql");
    try {
      String text = Files.readString(view);
      Files.delete(view);
      Project project = Project.load(folder.resolve("project"), Map.of());
      Files.writeString(view, text);
      return project;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aCommitOfAnotherToolChangesNothingThatIsDeployed() {
    Deployment made = register.change(deploy());
    table().newAppend().commit();
    assertThat(register.current()).isEqualTo(made);
    Deployment next = register.change(before -> DeploymentPlan.of(before, empty(), 9).next());
    assertThat(next.number()).isEqualTo(2);
    assertThat(register.current()).isEqualTo(next);
  }

  @Test
  void aTableWithOnlyCommitsOfAnotherToolIsRefused() {
    table().newAppend().commit();
    assertThatThrownBy(register::current).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> register.change(deploy())).isInstanceOf(RefusedException.class);
    assertThatThrownBy(fixture.warehouse::deployed).isInstanceOf(RefusedException.class);
  }

  private Table table() {
    return fixture
        .warehouse
        .catalog()
        .loadTable(TableIdentifier.of(Namespace.of("shop"), "deployments"));
  }
}
