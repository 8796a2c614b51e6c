package dev.twofold.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.twofold.definition.DeployedView.Status;
import dev.twofold.definition.DeployedView.Version;
import dev.twofold.definition.DeploymentPlan.Change;
import dev.twofold.definition.DeploymentPlan.Kind;
import dev.twofold.fold.Fold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentTest {
  private static final String SOURCE =
      """
      topic: clicks
      event_time: at
      columns:
        - {name: at, type: TIMESTAMP}
        - {name: page, type: VARCHAR}
        - {name: spent, type: BIGINT}
      """;
  private static final String COUNTED = "SELECT page, COUNT(*) AS n FROM clicks GROUP BY page";
  private static final String SUMMED = "SELECT page, SUM(spent) AS n FROM clicks GROUP BY page";
  private static final String MOST = "SELECT page, MAX(spent) AS n FROM clicks GROUP BY page";

  @TempDir private Path folder;
  private Deployment deployment = Deployment.NONE;
  private long now = 1_000;

  @BeforeEach
  void project() throws IOException {
    write("twofold.yaml", "name: shop");
    write("sources/clicks.yaml", SOURCE);
    write("views/pages.sql", COUNTED);
  }

  private void write(String name, String text) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private List<Change> deploy() {
    now++;
    DeploymentPlan plan = DeploymentPlan.of(deployment, Project.load(folder, Map.of()), now);
    deployment = Deployment.parse(plan.next().text());
    assertThat(deployment).isEqualTo(plan.next());
    return plan.changes();
  }

  private Project deployed() {
    return Project.loadDeployed(folder, Map.of(), settings -> deployment);
  }

  private String inForce(String view) {
    return deployed().views().stream()
        .filter(fold -> fold.view().equals(view))
        .map(Fold::version)
        .findFirst()
        .orElse(null);
  }

  private String latest() {
    List<Version> versions = deployment.views().get("pages").versions();
    return versions.get(versions.size() - 1).id();
  }

  private void change(UnaryOperator<Deployment> change) {
    deployment = deployment.next(change);
  }

  @Test
  void theFirstVersionOfANameIsInForceAtOnce() {
    assertThat(deploy()).extracting(Change::kind).containsExactly(Kind.NEW);
    assertThat(inForce("pages")).isEqualTo(latest());
    long number = deployment.number();
    assertThat(deploy()).isEmpty();
    assertThat(deployment.number()).isEqualTo(number);
  }

  @Test
  void aLaterDeploymentThatWasLostKeepsItsNumber() {
    deploy();
    Deployment later = new Deployment(7, deployment.sources(), Map.of(), Map.of("meaning", 1));
    change(current -> later);
    assertThat(deployment).isEqualTo(later);
    deploy();
    assertThat(deployment.number()).isEqualTo(8);
  }

  @Test
  void anEditedViewIsBuiltBesideTheOneInForceUntilItIsPromoted() throws IOException {
    deploy();
    String old = latest();
    write("views/pages.sql", SUMMED);
    assertThat(deploy()).extracting(Change::kind).containsExactly(Kind.EDITED);
    String built = latest();
    assertThat(built).isNotEqualTo(old);
    assertThat(inForce("pages")).isEqualTo(old);
    assertThat(deployed().versions()).extracting(Fold::version).containsExactly(old, built);

    change(current -> current.promoted("pages", built, now));
    assertThat(inForce("pages")).isEqualTo(built);
    assertThat(deployed().versions()).extracting(Fold::version).containsExactly(old, built);
    assertThat(deployment.views().get("pages").version(old).orElseThrow().status())
        .isEqualTo(Status.REPLACED);
  }

  @Test
  void otherWordsOfTheSameMeaningAreNoNewVersion() throws IOException {
    deploy();
    write("views/pages.sql", "-- by page\n" + COUNTED);
    assertThat(deploy()).isEmpty();
    assertThat(deployed().views().get(0).sql()).startsWith("-- by page");
  }

  @Test
  void aVersionThatIsEditedAgainBeforeItIsCompleteIsRetired() throws IOException {
    deploy();
    write("views/pages.sql", SUMMED);
    deploy();
    String never = latest();
    write("views/pages.sql", MOST);
    deploy();
    assertThat(deployment.views().get("pages").version(never).orElseThrow().status())
        .isEqualTo(Status.RETIRED);
    change(current -> current.promoted("pages", never, now));
    assertThat(inForce("pages")).isNotEqualTo(never);
  }

  @Test
  void aBrokenFileChangesNothingOfWhatIsDeployed() throws IOException {
    deploy();
    String old = latest();
    write("views/pages.sql", "SELECT page, SUM(spend) AS n FROM clicks GROUP BY page");
    assertThatThrownBy(this::deploy).hasMessageContaining("Did you mean spent?");
    assertThat(inForce("pages")).isEqualTo(old);
    assertThatThrownBy(() -> Project.load(folder, Map.of()));
  }

  @Test
  void aRolledBackNameIsHeldAndNothingTakesItUntilItIsReleased() throws IOException {
    deploy();
    String right = latest();
    write("views/pages.sql", SUMMED);
    deploy();
    String wrong = latest();
    change(current -> current.promoted("pages", wrong, now));
    change(current -> current.rolledBack("pages", right, "counts were wrong", now));
    assertThat(inForce("pages")).isEqualTo(right);
    assertThat(deployment.views().get("pages").hold()).contains("counts were wrong");

    // The folder still has what was wrong.
    assertThat(deploy()).extracting(Change::kind).containsExactly(Kind.ROLLED_BACK);
    write("views/pages.sql", MOST);
    deploy();
    String mended = latest();
    change(current -> current.promoted("pages", mended, now));
    assertThat(inForce("pages")).isEqualTo(right);
    change(current -> current.released("pages"));
    change(current -> current.promoted("pages", mended, now));
    assertThat(inForce("pages")).isEqualTo(mended);

    change(current -> current.rolledBack("pages", wrong, "it was right after all", now));
    assertThat(inForce("pages")).isEqualTo(wrong);
    assertThatThrownBy(() -> deployment.rolledBack("pages", "000000000000", "", now))
        .hasMessageContaining("cannot be rolled back to version 000000000000")
        .hasMessageContaining(right);
  }

  @Test
  void aRemovedViewIsFoldedNoMoreAndComesBackUnderAnotherId() throws IOException {
    deploy();
    String first = latest();
    Files.delete(folder.resolve("views/pages.sql"));
    assertThat(deploy()).containsExactly(new Change(Kind.REMOVED, "pages", first));
    assertThat(deployed().versions()).isEmpty();
    assertThat(deployed().views()).isEmpty();
    assertThat(deployment.views().get("pages").removedAtMillis()).isEqualTo(now);

    write("views/pages.sql", COUNTED);
    assertThat(deploy()).extracting(Change::kind).containsExactly(Kind.NEW);
    String second = latest();
    assertThat(second).isNotEqualTo(first).hasSize(first.length());
    assertThat(inForce("pages")).isEqualTo(second);

    Duration wait = Duration.ofMillis(10);
    assertThat(deployment.toClean(wait, now)).isEmpty();
    assertThat(deployment.toClean(wait, now + 10))
        .extracting(retired -> retired.version().id())
        .containsExactly(first);
    change(current -> current.cleaned("pages", first));
    assertThat(deployment.toClean(wait, now + 10)).isEmpty();

    // Nor is it the first one's when that is forgotten.
    Files.delete(folder.resolve("views/pages.sql"));
    deploy();
    write("views/pages.sql", COUNTED);
    deploy();
    assertThat(latest()).isNotIn(first, second);
  }

  @Test
  void aReplacedVersionIsKeptForAWhileToRollBackTo() throws IOException {
    deploy();
    String old = latest();
    write("views/pages.sql", SUMMED);
    deploy();
    change(current -> current.promoted("pages", latest(), now));
    Duration kept = Duration.ofMillis(100);
    assertThat(deployment.expired(kept, now + 99)).isEqualTo(deployment);
    assertThat(deployment.isLive(old)).isTrue();
    change(current -> current.expired(kept, now + 100));
    assertThat(deployment.isLive(old)).isFalse();
    assertThat(inForce("pages")).isEqualTo(latest());
  }

  @Test
  void aSourceGainsColumnsAndKeepsThoseThatItHas() throws IOException {
    deploy();
    write("sources/clicks.yaml", SOURCE + "  - {name: country, type: VARCHAR}\n");
    String old = latest();
    assertThat(deploy()).isEmpty();
    assertThat(deployed().source("clicks").gained())
        .extracting(column -> column.column().name())
        .containsExactly("country");
    assertThat(latest()).isEqualTo(old);

    write(
        "sources/clicks.yaml",
        SOURCE.replace("spent, type: BIGINT", "spent, type: DOUBLE")
            + "  - {name: till, type: VARCHAR, required: true}\n");
    assertThat(
            catchThrowableOfType(DefinitionException.class, this::deploy).diagnostics().stream()
                .map(DefinitionException.Diagnostic::message))
        .anyMatch(message -> message.startsWith("Column country of source clicks was deployed"))
        .anyMatch(message -> message.startsWith("Column spent of source clicks was deployed"))
        .anyMatch(message -> message.startsWith("Column till is new"));
    assertThat(deployed().source("clicks").columns()).hasSize(4);
  }

  @Test
  void aViewOfAColumnThatItsSourceGainedIsFolded() throws IOException {
    deploy();
    write("sources/clicks.yaml", SOURCE + "  - {name: country, type: VARCHAR}\n");
    write("views/countries.sql", "SELECT country, COUNT(*) AS n FROM clicks GROUP BY country\n");
    deploy();
    assertThat(deployed().views()).extracting(Fold::view).contains("countries");
    assertThat(deploy()).as("the same again").isEmpty();
  }

  @Test
  void aNameThatIsSharedInMeaningKeepsItsRowsWhileAnotherIsRemoved() throws IOException {
    write("views/others.sql", COUNTED);
    deploy();
    String shared = latest();
    Files.delete(folder.resolve("views/others.sql"));
    deploy();
    assertThat(deployment.isLive(shared)).isTrue();
    write("views/others.sql", COUNTED);
    deploy();
    assertThat(inForce("others")).isNotEqualTo(shared);
    assertThat(inForce("pages")).isEqualTo(shared);
  }

  @Test
  void aTextOfTheFirstFormatCanBeRead() {
    String text =
        "{\"format\":1,\"number\":7,\"sources\":[{\"name\":\"clicks\",\"yaml\":\"topic: c\","
            + "\"gained\":[\"country\"],\"removed_at\":0}],\"views\":[{\"name\":\"pages\","
            + "\"hold\":\"why\",\"removed_at\":5,\"more\":{\"a\":[1]},\"versions\":[{\"id\":\"0a\","
            + "\"meaning\":\"0b\",\"life\":1,\"status\":\"ROLLED_BACK\",\"since\":9,"
            + "\"sql\":\"SELECT 1\"}]}],\"lives\":{\"0b\":1}}";
    assertThat(Deployment.parse(text))
        .isEqualTo(
            new Deployment(
                7,
                Map.of("clicks", new DeployedSource("clicks", "topic: c", List.of("country"), 0)),
                Map.of(
                    "pages",
                    new DeployedView(
                        "pages",
                        Optional.of("why"),
                        5,
                        List.of(new Version("0a", "0b", 1, Status.ROLLED_BACK, 9, "SELECT 1")))),
                Map.of("0b", 1)));
    assertThatThrownBy(() -> Deployment.parse("{\"format\":2}"))
        .hasMessageContaining("later version");
    assertThatThrownBy(() -> Deployment.parse("{\"format\":1}")).hasMessageContaining("damaged");
    assertThatThrownBy(() -> Deployment.parse("{")).hasMessageContaining("damaged");
  }
}
