package dev.twofold.reconciliation;

import dev.twofold.batch.views.Cut;
import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.MasterReader;
import dev.twofold.batch.views.MasterRecord;
import dev.twofold.epoch.EpochRange;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/** The master dataset as it is stored. */
record StoredRecords(MasterDataset master) implements Landed {
  @Override
  public String topic() {
    return master.source().topic();
  }

  @Override
  public long deadLettersFrom() {
    return master.version().deadLettersFrom();
  }

  @Override
  public Optional<Cut> cutAt(long through) {
    return master.cutAt(through);
  }

  @Override
  public Records records(EpochRange epochs, Cut from, Cut to) {
    MasterReader reader = new MasterReader(master, epochs, from, to);
    return new Records() {
      @Override
      public long atMost() {
        return reader.recordsAtMost();
      }

      @Override
      public void events(Collection<String> columns, Consumer<MasterRecord> into) {
        reader.events(columns, into);
      }
    };
  }
}
