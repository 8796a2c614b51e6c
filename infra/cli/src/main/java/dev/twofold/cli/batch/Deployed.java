package dev.twofold.cli.batch;

import dev.twofold.batch.views.Warehouse;
import dev.twofold.cli.CliException;
import dev.twofold.definition.Deployment;
import dev.twofold.definition.DeploymentPlan;
import dev.twofold.definition.Project;
import dev.twofold.speed.views.CassandraSession;
import dev.twofold.speed.views.RealtimeDeployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * What is deployed of a project, and its changes: the warehouse's register has them first, and then
 * the copy that the speed layer follows.
 *
 * @param project its settings say where both are
 */
public record Deployed(Project project) {
  /**
   * Deploys what a folder has.
   *
   * @throws dev.twofold.definition.DefinitionException where that changes what cannot be changed;
   *     nothing is changed then
   */
  public DeploymentPlan deploy(Project wanted) {
    AtomicReference<DeploymentPlan> made = new AtomicReference<>();
    long now = System.currentTimeMillis();
    change(
        before -> {
          made.set(DeploymentPlan.of(before, wanted, now));
          return made.get().next();
        });
    return made.get();
  }

  /** What {@link #deploy} would change now. */
  public DeploymentPlan plan(Project wanted) {
    return DeploymentPlan.of(Warehouse.deployedOf(project), wanted, System.currentTimeMillis());
  }

  /**
   * Changes the register, in one step. The speed layer knows nothing of it before {@link #copy}.
   *
   * @throws CliException with the reason where the change throws IllegalArgumentException; nothing
   *     is changed then
   */
  public Deployment change(UnaryOperator<Deployment> change) {
    try (Warehouse warehouse = Warehouse.open(project.settings().warehouse(), project.name())) {
      return warehouse.deployments().change(change);
    } catch (IllegalArgumentException e) {
      throw CliException.refused(e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the warehouse", e);
    }
  }

  /**
   * Copies what the register holds to the keyspace that the speed layer follows. Idempotent: what
   * one program could not copy the next one does, {@code up} at its start at the latest. A register
   * that is behind its copy takes that up: the warehouse was lost, or is restored to an earlier
   * state, and without it no one knew which ids had a life before.
   *
   * @return why it could not be copied; empty where it was
   */
  public Optional<String> copy() {
    if (project.settings().cassandra().contactPoints() == null) {
      return Optional.of("no platform runs here");
    }
    Deployment current = Warehouse.deployedOf(project);
    try (CassandraSession session = CassandraSession.open(project.settings())) {
      RealtimeDeployment copy = new RealtimeDeployment(session);
      Deployment copied = copy.current();
      if (copied.number() > current.number()) {
        current = change(before -> copied.number() > before.number() ? copied : before);
      }
      copy.write(current);
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
