package dev.twofold.cli.doctor;

import dev.twofold.cli.platform.StateFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Examines a platform: every check, not only until the first fault. */
public final class Doctor {
  private static final List<Check> CHECKS =
      List.of(
          new ProjectCheck(),
          new PlatformCheck(),
          new KafkaCheck(),
          new TopicCheck(),
          new PermissionCheck(),
          new LossCheck(),
          new CassandraCheck(),
          new ProgressCheck(),
          new ClockCheck(),
          new WarehouseCheck(),
          new GenerationCheck(),
          new ErasureCheck(),
          new AnswerCheck(),
          new DiskCheck());

  private Doctor() {}

  /** What every check finds, in the checks' order. */
  public static List<Finding> examine(StateFolder state, Path projectFolder) {
    Subject subject = Subject.of(state, projectFolder);
    if (!subject.hasSettings()) {
      return ProjectCheck.findings(subject);
    }
    Evidence evidence = Evidence.of(subject);
    List<Finding> findings = new ArrayList<>();
    for (Check check : CHECKS) {
      findings.addAll(check.findings(evidence));
    }
    return findings;
  }
}
