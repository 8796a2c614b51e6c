package dev.twofold.cli.doctor;

import dev.twofold.cli.terminal.Units;
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
    for (String name : evidence.warehouse().views().keySet()) {
      Optional<WarehouseEvidence.View> view = evidence.warehouse().view(name);
      Optional<String> hold = view.flatMap(found -> found.version().hold());
      if (hold.isPresent()) {
        findings.add(held(name, hold.get(), evidence.subject()));
      } else {
        view.flatMap(found -> found.version().current())
            .ifPresent(generation -> findings.add(ok(name, generation)));
      }
    }
    return findings;
  }

  private static Finding held(String view, String reason, Subject subject) {
    return Finding.warning(
        "view " + view,
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
