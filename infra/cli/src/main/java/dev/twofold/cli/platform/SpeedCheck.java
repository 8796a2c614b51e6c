package dev.twofold.cli.platform;

import dev.twofold.cli.CliException;
import dev.twofold.cli.query.Answer;
import dev.twofold.cli.query.Freshness;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.fold.Fold;
import dev.twofold.stack.ReadyCheck;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * True once the speed layer has recorded, since this check was made, how far it is, and each view
 * is answered up to then. One that is new may lack what came before it, until a batch run has that.
 * Those whose source is refused are not waited for.
 */
final class SpeedCheck implements ReadyCheck {
  private static final long PAUSE_MILLIS = 250;

  private final ServingClient client;
  private final List<Fold> views;
  private final Path log;
  private final long madeAtMillis = System.currentTimeMillis();

  /**
   * @param log of the process that this check was made for
   */
  SpeedCheck(String serving, List<Fold> views, Path log) {
    this.client = new ServingClient(serving);
    this.views = views;
    this.log = log;
  }

  @Override
  public boolean isReady() throws IOException {
    pause();
    Set<String> refused = Refusals.of(log).keySet();
    try {
      return views.stream()
          .filter(view -> !refused.contains(view.source()))
          .allMatch(this::isReady);
    } catch (CliException e) {
      return false;
    }
  }

  /** Asking all the time would slow down what is being waited for. */
  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while the speed layer starts");
    }
  }

  private boolean isReady(Fold view) {
    Answer answer = Freshness.of(client, view);
    long recordedAtMillis =
        System.currentTimeMillis()
            - answer.provenance().path("freshness_ms").asLong(Long.MAX_VALUE / 2);
    return recordedAtMillis >= madeAtMillis && (answer.isExact() || answer.isCurrent());
  }
}
