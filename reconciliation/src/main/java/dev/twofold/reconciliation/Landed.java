package dev.twofold.reconciliation;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.MasterRecord;
import dev.twofold.epoch.EpochRange;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/** What the batch layer has landed of a source: the third witness reads it. */
interface Landed {
  String topic();

  /** Dead letters of epochs below it may be gone; {@link Long#MIN_VALUE} where all are there. */
  long deadLettersFrom();

  /** The cut of these epochs, where one was landed. */
  Optional<Cut> cutAt(long through);

  /**
   * The records of these epochs, and those between two cuts.
   *
   * @param from null to go by epochs alone
   * @param to null to go by epochs alone
   */
  Records records(EpochRange epochs, Cut from, Cut to);

  /** Some records, and perhaps others beside them: whoever takes them looks at where they lie. */
  interface Records {
    /** How many {@link #events} reads at most. */
    long atMost();

    /**
     * Yields them, dead letters too; each may be filled anew for the next.
     *
     * @param columns of the source; the others are NULL
     */
    void events(Collection<String> columns, Consumer<MasterRecord> into);
  }
}
