package dev.twofold.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.definition.DeployedView.Version;
import dev.twofold.fold.Fold;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands of the batch layer do about the versions of a view. */
class VersionsTest {
  private static final String EDITED = "online_buyers";

  @TempDir Path folder;
  private JobFixture fixture;
  private final List<String> sent = new ArrayList<>();

  private void send() throws Exception {
    List<String> next = Sales.events(sent.size(), 200);
    fixture.send(next);
    sent.addAll(next);
    JobFixture.passCut();
  }

  private String said(String... command) {
    return JobFixture.said(() -> assertThat(fixture.job(command)).isZero());
  }

  private List<String> labels() {
    return fixture.deployed().versions().stream()
        .filter(version -> version.view().equals(EDITED))
        .map(fixture.deployed()::label)
        .toList();
  }

  private List<String> ids() throws IOException {
    return fixture.deployed().deployment().views().get(EDITED).versions().stream()
        .map(Version::id)
        .toList();
  }

  @Test
  void everyVersionThatIsLiveIsFoldedAndAHeldNameIsLeftAlone() throws Exception {
    fixture = new JobFixture(folder).createTopic();
    send();
    fixture.deploy();
    Fold before = fixture.fold(EDITED);
    assertThat(said("run")).contains("online_buyers  ").doesNotContain("@");

    // Built from all that is landed, beside the one in force.
    fixture.view(EDITED, "SELECT MAX(items) AS most FROM sales WHERE online");
    fixture.deploy();
    send();
    String built = said("run");
    assertThat(labels()).containsExactly(EDITED + "@" + ids().get(0), EDITED + "@" + ids().get(1));
    assertThat(built).contains(labels()).contains("publish  sales_by_shop  ");
    fixture.assertAnswersOfVersions(sent);
    assertThat(fixture.deployed().views()).extracting(Fold::version).contains(before.version());

    String first = ids().get(0);
    String second = ids().get(1);
    fixture.change(current -> current.promoted(EDITED, second, 1));
    fixture.change(current -> current.rolledBack(EDITED, first, "maxima are wrong", 2));
    List<String> whenHeld = List.copyOf(sent);
    send();
    String held = said("run");
    for (String label : labels()) {
      assertThat(held).containsPattern("hold +" + label + " +left as it is: maxima are wrong");
    }
    for (Fold version : fixture.deployed().versions()) {
      boolean isHeld = version.view().equals(EDITED);
      assertThat(fixture.answer(version))
          .as(version.view())
          .isEqualTo(fixture.expected(version, isHeld ? whenHeld : sent));
    }
    assertThat(fixture.refusal("recompute", "--view", EDITED)).contains("is held: maxima");
    assertThat(said("compact", "--unreconciled", "--view", EDITED)).contains("left as it is");

    fixture.change(current -> current.released(EDITED));
    said("run");
    fixture.assertAnswersOfVersions(sent);
    assertThat(said("compact", "--unreconciled", "--view", EDITED)).contains(labels());
    fixture.assertAnswersOfVersions(sent);

    // What the folder has since become of is no matter, but by a deployment.
    fixture.removeView(EDITED);
    send();
    said("run");
    assertThat(labels()).hasSize(2);
    fixture.assertAnswersOfVersions(sent);
    fixture.deploy();
    assertThat(said("run")).doesNotContain(EDITED);
    assertThat(labels()).isEmpty();
  }
}
