package dev.twofold.speed.job;

import dev.twofold.definition.Deployment;
import dev.twofold.definition.DeploymentPlan;
import dev.twofold.definition.Project;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.RealtimeDeployment;

/** What {@code twofold deploy} does in the keyspace, as a process. */
public final class CopyDeployment {
  private CopyDeployment() {}

  /** Takes what the speed layer takes. */
  public static void main(String[] args) {
    Arguments arguments = Arguments.parse(args);
    Project project = Project.load(arguments.project(), arguments.settings());
    try (CassandraSession session = CassandraSession.open(project.settings())) {
      new RealtimeDeployment(session).write(of(project));
    }
  }

  /** The first deployment of the folder's project. */
  static Deployment of(Project project) {
    return DeploymentPlan.of(Deployment.NONE, project, 1).next();
  }
}
