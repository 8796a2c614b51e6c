package dev.twofold.cli.doctor;

import dev.twofold.cli.CliException;
import dev.twofold.cli.query.Freshness;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.fold.Fold;
import java.util.ArrayList;
import java.util.List;

/** Each view's answers are exact. What makes them degraded, they say themselves. */
final class AnswerCheck implements Check {
  @Override
  public List<Finding> findings(Evidence evidence) {
    Subject subject = evidence.subject();
    List<Finding> findings = new ArrayList<>();
    if (subject.running().isEmpty()) {
      return findings;
    }
    ServingClient client = new ServingClient(subject.running().get().serving());
    for (Fold view : subject.project().views()) {
      try {
        List<String> reasons = Freshness.of(client, view).degradedBecause();
        findings.add(
            reasons.isEmpty()
                ? Finding.ok("answers of " + view.view(), "exact")
                : degraded(view, reasons, subject));
      } catch (CliException e) {
        // PlatformCheck has told.
        return findings;
      }
    }
    return findings;
  }

  private static Finding degraded(Fold view, List<String> reasons, Subject subject) {
    boolean unreadable = reasons.stream().anyMatch(reason -> reason.contains("cannot be read"));
    return Finding.fault(
        "answers of " + view.view(),
        "They are degraded: " + String.join("; ", reasons),
        unreadable ? subject.restart() : "./twofold batch run" + subject.options());
  }
}
