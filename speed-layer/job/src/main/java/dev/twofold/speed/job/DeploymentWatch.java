package dev.twofold.speed.job;

import dev.twofold.definition.Deployment;
import dev.twofold.definition.Project;
import dev.twofold.definition.Settings;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.RealtimeDeployment;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks each second whether another deployment than a project's is in Cassandra. What it cannot
 * read, or compile, changes nothing: the deployment before goes on. Not thread-safe.
 */
final class DeploymentWatch implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(DeploymentWatch.class);
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private Project project;
  private CassandraSession session;
  private long lookAt = System.nanoTime() + LOOK_NANOS;
  private String told = "";

  /**
   * @param project as it is deployed so far
   */
  DeploymentWatch(Project project) {
    this.project = project;
  }

  /** What was deployed of a project when this process began. */
  static Deployment now(Settings settings) {
    try (CassandraSession session = CassandraSession.open(settings)) {
      return new RealtimeDeployment(session).current();
    }
  }

  /** The project as it is deployed now; empty where that is no news, or it is no time to look. */
  Optional<Project> news() {
    if (System.nanoTime() - lookAt < 0) {
      return Optional.empty();
    }
    lookAt = System.nanoTime() + LOOK_NANOS;
    try {
      if (session == null) {
        session = Sessions.acquire(project.settings());
      }
      RealtimeDeployment register = new RealtimeDeployment(session);
      if (register.number() <= project.deployment().number()) {
        return Optional.empty();
      }
      project = project.as(register.current());
      return Optional.of(project);
    } catch (RuntimeException e) {
      // Said once, not every second.
      if (!told.equals(String.valueOf(e.getMessage()))) {
        told = String.valueOf(e.getMessage());
        LOGGER.warn(
            "Cannot follow what is deployed; deployment {} goes on: {}",
            project.deployment().number(),
            told);
      }
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    if (session != null) {
      Sessions.release(project.settings());
    }
  }
}
