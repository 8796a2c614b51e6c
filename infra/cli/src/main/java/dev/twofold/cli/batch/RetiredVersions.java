package dev.twofold.cli.batch;

import dev.twofold.batch.views.Warehouse;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.Deployment.Retired;
import dev.twofold.definition.Project;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.Retention;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The end of versions of views. One that was replaced, or rolled back from, is retired once it was
 * kept for long enough; and once no query can still read it, what the stores have of it is dropped.
 * Each step finds what is left to do in what is there: a run finishes what one that was killed has
 * left.
 */
public record RetiredVersions(Project project) {
  /**
   * Retires and cleans those whose time has come.
   *
   * @return how many were cleaned
   */
  public int clean() throws IOException {
    return clean(project.settings().retention().longestQuery());
  }

  /**
   * As {@link #clean}, at once, also of what a query still reads: events that were erased may be in
   * what no erasure looks at any more. Such a query fails, and is right when it is repeated.
   *
   * @return how many were cleaned
   */
  public int cleanAtOnce() throws IOException {
    return clean(Duration.ZERO);
  }

  private int clean(Duration longestQuery) throws IOException {
    Deployed deployed = new Deployed(project);
    if (Warehouse.deployedOf(project).number() == 0) {
      return 0;
    }
    long now = System.currentTimeMillis();
    Deployment current =
        deployed.change(before -> before.expired(project.settings().retention().versions(), now));
    // Before rows go: from then on the speed layer does not write them any more.
    deployed.copy();
    List<Retired> due = current.toClean(longestQuery, now);
    for (Retired each : due) {
      clean(each, current);
      deployed.change(before -> before.cleaned(each.view(), each.version().id()));
    }
    if (!due.isEmpty()) {
      deployed.copy();
    }
    return due.size();
  }

  private void clean(Retired retired, Deployment current) throws IOException {
    String id = retired.version().id();
    // Views of one meaning share their real-time rows; each has a batch view of its own.
    if (!current.isLive(id)) {
      try (CassandraSession session = CassandraSession.open(project.settings())) {
        new Retention(session).dropAll(id);
      }
    }
    try (Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name())) {
      warehouse.dropView(retired.view(), id);
    }
  }
}
