package dev.twofold.cli.platform;

import dev.twofold.cli.CliException;
import dev.twofold.cli.query.Answer;
import dev.twofold.cli.query.Freshness;
import dev.twofold.cli.query.ServingClient;
import dev.twofold.fold.Fold;
import dev.twofold.stack.ReadyCheck;
import java.io.InterruptedIOException;
import java.util.List;

/**
 * True once the speed layer has recorded, since this check was made, how far it is, and each view
 * is answered up to then. One that is new may lack what came before it, until a batch run has that.
 */
final class SpeedCheck implements ReadyCheck {
  private static final long PAUSE_MILLIS = 250;

  private final ServingClient client;
  private final List<Fold> views;
  private final long madeAtMillis = System.currentTimeMillis();

  SpeedCheck(String serving, List<Fold> views) {
    this.client = new ServingClient(serving);
    this.views = views;
  }

  @Override
  public boolean isReady() throws InterruptedIOException {
    pause();
    try {
      return views.stream().allMatch(this::isReady);
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
