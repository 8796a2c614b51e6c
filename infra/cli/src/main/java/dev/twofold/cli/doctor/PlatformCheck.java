package dev.twofold.cli.doctor;

import dev.twofold.cli.CliException;
import dev.twofold.cli.platform.Job;
import dev.twofold.cli.query.ServingClient;
import java.util.List;

/** The local platform runs, and its serving layer answers. */
final class PlatformCheck implements Check {
  @Override
  public List<Finding> findings(Evidence evidence) {
    Subject subject = evidence.subject();
    if (subject.isElsewhere()) {
      return List.of(
          Finding.ok("platform", "none on this machine; the stores are those of the settings"));
    }
    if (subject.running().isEmpty()) {
      return List.of(
          Finding.warning(
              "platform",
              "No local platform runs on "
                  + subject.state().root()
                  + " with this project; what follows is of the stores that its settings name",
              subject.up()));
    }
    String url = subject.running().get().serving();
    try {
      new ServingClient(url).status();
      return List.of(Finding.ok("serving layer", "answers at " + url));
    } catch (CliException e) {
      return List.of(
          Finding.fault(
              "serving layer",
              e.getMessage() + ". Its log is " + Job.SERVING.log(subject.state()),
              subject.restart()));
    }
  }
}
