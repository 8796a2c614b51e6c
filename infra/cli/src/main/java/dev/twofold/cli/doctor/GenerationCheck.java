package dev.twofold.cli.doctor;

import dev.twofold.cli.terminal.Units;
import dev.twofold.definition.Project;
import dev.twofold.fold.Fold;
import dev.twofold.view.Generation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Batch runs publish every view, and none is held since a rollback. */
final class GenerationCheck implements Check {
  @Override
  public List<Finding> findings(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    Project project = evidence.subject().project();
    for (Fold version : project.versions()) {
      String label = project.label(version);
      Optional<WarehouseEvidence.View> view = evidence.warehouse().view(label);
      Optional<String> hold =
          view.flatMap(found -> found.version().hold())
              .or(() -> project.deployment().hold(version.view()));
      if (hold.isPresent()) {
        findings.add(held(label, version.view(), hold.get(), evidence.subject()));
      } else {
        view.flatMap(found -> found.version().current())
            .ifPresent(generation -> findings.add(ok(label, generation)));
      }
    }
    return findings;
  }

  private static Finding held(String label, String view, String reason, Subject subject) {
    return Finding.warning(
        "view " + label,
        "Batch runs leave it alone since a rollback: " + reason,
        "./twofold rollback " + view + " --release" + subject.options());
  }

  private static Finding ok(String view, Generation generation) {
    return Finding.ok(
        "view " + view,
        "generation "
            + generation.number()
            + ", published "
            + Units.seconds(Duration.between(generation.publishedAt(), Instant.now()))
            + " ago");
  }
}
