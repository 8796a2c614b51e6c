package dev.twofold.cli.doctor;

import dev.twofold.definition.Project;
import dev.twofold.definition.Settings;
import dev.twofold.fold.Fold;
import dev.twofold.speed.views.KeyspaceLook;
import dev.twofold.view.Ledger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What Cassandra says.
 *
 * @param ahead how far its clock is ahead of this machine's
 * @param keyspace whether it was made
 * @param missing tables that it should have
 * @param conflict with the project's settings
 * @param ledgers by view version, {@link Project#label}
 */
record CassandraEvidence(
    String contactPoints,
    Asked<Duration> ahead,
    Asked<Boolean> keyspace,
    Asked<Set<String>> missing,
    Asked<Optional<String>> conflict,
    Map<String, Asked<Ledger>> ledgers) {

  static CassandraEvidence failed(Throwable failure) {
    return failed("", failure);
  }

  private static CassandraEvidence failed(String contactPoints, Throwable failure) {
    return new CassandraEvidence(
        contactPoints,
        Asked.failed(failure),
        Asked.failed(failure),
        Asked.failed(failure),
        Asked.failed(failure),
        Map.of());
  }

  static CassandraEvidence of(Project project) {
    Settings.Cassandra cassandra = project.settings().cassandra();
    if (cassandra.contactPoints() == null) {
      return failed(new IllegalStateException("cassandra.contact_points is not set"));
    }
    try (KeyspaceLook look = KeyspaceLook.at(project.settings())) {
      Asked<Boolean> exists = Asked.of(look::exists);
      if (!exists.answer().orElse(false)) {
        return new CassandraEvidence(
            cassandra.contactPoints(),
            Asked.of(() -> ahead(look)),
            exists,
            Asked.of(Set::of),
            Asked.of(Optional::empty),
            Map.of());
      }
      Asked<Set<String>> missing = Asked.of(look::missingTables);
      Map<String, Asked<Ledger>> ledgers = new TreeMap<>();
      if (missing.answer().orElse(Set.of("all")).isEmpty()) {
        for (Fold view : project.versions()) {
          ledgers.put(project.label(view), Asked.of(() -> look.ledger(view)));
        }
      }
      return new CassandraEvidence(
          cassandra.contactPoints(),
          Asked.of(() -> ahead(look)),
          exists,
          missing,
          missing.then(Set::isEmpty).answer().orElse(false)
              ? Asked.of(look::conflict)
              : Asked.of(Optional::empty),
          ledgers);
    } catch (RuntimeException e) {
      return failed(cassandra.contactPoints(), e);
    }
  }

  private static Duration ahead(KeyspaceLook look) {
    long before = System.currentTimeMillis();
    long theirs = look.clock().toEpochMilli();
    long after = System.currentTimeMillis();
    return Duration.ofMillis(theirs - (before + after) / 2);
  }
}
