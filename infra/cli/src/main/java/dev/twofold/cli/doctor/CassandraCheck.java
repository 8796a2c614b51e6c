package dev.twofold.cli.doctor;

import dev.twofold.speed.views.UnreachableException;
import dev.twofold.view.Ledger;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cassandra answers, and its keyspace is ours and whole. */
final class CassandraCheck implements Check {
  private static final String SUBJECT = "cassandra";

  @Override
  public List<Finding> findings(Evidence evidence) {
    CassandraEvidence cassandra = evidence.cassandra();
    Subject subject = evidence.subject();
    if (cassandra.keyspace().isFailed()) {
      return List.of(down(evidence));
    }
    String keyspace = subject.settings().cassandra().keyspace();
    if (!cassandra.keyspace().answer().orElseThrow()) {
      return List.of(
          Finding.warning(
              SUBJECT,
              "Keyspace " + keyspace + " is not there yet: the speed layer makes it",
              subject.startSpeed()));
    }
    if (cassandra.conflict().answer().flatMap(found -> found).isPresent()) {
      return List.of(
          Finding.fault(
              SUBJECT,
              cassandra.conflict().answer().orElseThrow().orElseThrow(),
              "./twofold check "
                  + subject.projectFolder()
                  + "   # after you have corrected twofold.yaml; then start the speed layer"
                  + " again"));
    }
    for (Map.Entry<String, Asked<Ledger>> ledger : cassandra.ledgers().entrySet()) {
      if (ledger.getValue().isFailed()) {
        return List.of(
            Finding.fault(
                SUBJECT,
                "The ledger of view "
                    + ledger.getKey()
                    + " cannot be read: "
                    + ledger.getValue().reason(),
                "nodetool status   # every node should be UN"));
      }
    }
    if (!cassandra.missing().answer().map(Set::isEmpty).orElse(false)) {
      return List.of(
          Finding.fault(
              SUBJECT,
              "Keyspace "
                  + keyspace
                  + " lacks tables: "
                  + (cassandra.missing().isFailed()
                      ? cassandra.missing().reason()
                      : String.join(", ", cassandra.missing().answer().orElseThrow()))
                  + ". The speed layer makes them when it starts",
              subject.startSpeed()));
    }
    return List.of(
        Finding.ok(SUBJECT, "keyspace " + keyspace + " answers at " + cassandra.contactPoints()));
  }

  private static Finding down(Evidence evidence) {
    Subject subject = evidence.subject();
    String contactPoints = subject.settings().cassandra().contactPoints();
    if (contactPoints == null) {
      return Finding.fault(
          SUBJECT,
          "cassandra.contact_points is not set in twofold.yaml, and no local platform runs",
          subject.up());
    }
    Asked<Boolean> asked = evidence.cassandra().keyspace();
    return Finding.fault(
        SUBJECT,
        "No node answers at "
            + contactPoints
            + (asked.failure() instanceof UnreachableException ? "" : " (" + asked.reason() + ")")
            + ": answers come from the batch views alone and say that they are degraded; the speed"
            + " layer waits and goes on where it was",
        subject.running().isPresent()
            ? subject.restart()
            : "nodetool status   # once it is started");
  }
}
