package dev.twofold.cli.doctor;

import dev.twofold.batch.views.MasterDataset;
import dev.twofold.cli.terminal.Units;
import dev.twofold.definition.Project;
import dev.twofold.erasure.Erasure;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.view.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What was to be forgotten is forgotten by both layers. */
final class ErasureCheck implements Check {
  @Override
  public List<Finding> findings(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (SourceDefinition source : evidence.subject().project().sources()) {
      evidence
          .warehouse()
          .master(source.name())
          .map(WarehouseEvidence.Master::version)
          .filter(landed -> landed.snapshotId().isPresent() && !landed.erasures().isEmpty())
          .ifPresent(landed -> findings.add(finding(source, landed, evidence)));
    }
    return findings;
  }

  private static Finding finding(
      SourceDefinition source, MasterDataset.Version landed, Evidence evidence) {
    String subject = "erasures of " + source.name();
    List<String> holders = holders(source, landed, evidence);
    return holders.isEmpty()
        ? Finding.ok(
            subject, Units.count(landed.erasures().size(), "condition") + ", kept by both layers")
        : Finding.fault(
            subject,
            "A forget goes on, or was killed: events that it erases may still be in "
                + String.join(", ", holders),
            "./twofold batch run" + evidence.subject().options());
  }

  /** What may hold events that some erasure erases, as far as it was seen. */
  private static List<String> holders(
      SourceDefinition source, MasterDataset.Version landed, Evidence evidence) {
    Project project = evidence.subject().project();
    Set<String> all =
        landed.erasures().stream().map(Erasure::id).collect(Collectors.toUnmodifiableSet());
    List<String> holders = new ArrayList<>();
    if (!landed.unfinished().isEmpty()) {
      holders.add("the master dataset");
    }
    for (Fold version : project.versionsOf(source)) {
      String label = project.label(version);
      boolean unerased =
          evidence.warehouse().view(label).stream()
              .flatMap(view -> view.generations().stream())
              .anyMatch(generation -> !generation.erasures().containsAll(all));
      boolean unknown =
          Optional.ofNullable(evidence.cassandra().ledgers().get(label))
              .flatMap(Asked::answer)
              .map(Ledger::erasures)
              .filter(known -> !known.containsAll(all))
              .isPresent();
      if (unerased) {
        holders.add("generations of " + label);
      }
      if (unknown) {
        holders.add("real-time rows of " + label);
      }
    }
    return holders;
  }
}
