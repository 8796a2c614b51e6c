package dev.twofold.cli.doctor;

import dev.twofold.cli.terminal.Units;
import dev.twofold.definition.DefinitionException.Diagnostic;
import java.util.List;

/** Every file of the project compiles. */
final class ProjectCheck implements Check {
  @Override
  public List<Finding> findings(Evidence evidence) {
    return findings(evidence.subject());
  }

  /** All that can be said where not even the settings can be read. */
  static List<Finding> findings(Subject subject) {
    if (subject.errors().isEmpty()) {
      return List.of(
          Finding.ok(
              "project " + subject.project().name(),
              Units.count(subject.project().views().size(), "view")
                  + " of "
                  + Units.count(subject.project().sources().size(), "source")
                  + " in "
                  + subject.projectFolder()));
    }
    return subject.errors().stream().map(error -> finding(subject, error)).toList();
  }

  private static Finding finding(Subject subject, Diagnostic error) {
    return Finding.fault(
        "project",
        subject.projectFolder().resolve(error.file())
            + ":"
            + error.line()
            + ":"
            + error.column()
            + ": "
            + error.message(),
        "./twofold check " + subject.projectFolder() + "   # after you have corrected the file");
  }
}
