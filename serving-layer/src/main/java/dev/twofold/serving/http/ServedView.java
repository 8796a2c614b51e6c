package dev.twofold.serving.http;

import dev.twofold.epoch.EpochClock;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import dev.twofold.serving.query.BoundedRealtimeView;
import dev.twofold.serving.query.Limits;
import dev.twofold.serving.query.QueryEngine;
import dev.twofold.view.BatchView;
import dev.twofold.view.RealtimeView;
import dev.twofold.view.ViewReader;
import java.time.Clock;

/** A version of a view with all that answers for it. */
public record ServedView(
    Fold fold,
    SourceDefinition source,
    BatchView batch,
    RealtimeView speed,
    ViewReader reader,
    QueryEngine engine) {
  public static ServedView of(
      Fold fold, SourceDefinition source, BatchView batch, RealtimeView speed, EpochClock epochs) {
    Limits limits = Limits.forHeap(Runtime.getRuntime().maxMemory());
    RealtimeView bounded = new BoundedRealtimeView(speed, limits.speedRows());
    ViewReader reader = new ViewReader(batch, bounded, epochs, Clock.systemUTC());
    QueryEngine engine = new QueryEngine(fold, reader, batch, bounded, limits);
    return new ServedView(fold, source, batch, speed, reader, engine);
  }

  public String name() {
    return fold.view();
  }
}
