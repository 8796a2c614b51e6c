package dev.twofold.simulation;

import dev.twofold.view.BatchView;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.Slice;
import dev.twofold.view.StateConsumer;
import java.util.List;
import java.util.Optional;

/** A batch view that others change between a query's calls. */
record InterruptedBatchView(World world, BatchView view, Runnable others) implements BatchView {
  @Override
  public List<Generation> generations() {
    return view.generations();
  }

  @Override
  public Optional<Pinned> pinCurrent() {
    Optional<Pinned> pinned = view.pinCurrent().map(Interrupted::new);
    others.run();
    return pinned;
  }

  @Override
  public Pinned pin(long number) {
    Pinned pinned = new Interrupted(view.pin(number));
    others.run();
    return pinned;
  }

  private final class Interrupted implements Pinned {
    private final Pinned pinned;

    Interrupted(Pinned pinned) {
      this.pinned = pinned;
    }

    @Override
    public Generation generation() {
      return pinned.generation();
    }

    @Override
    public void read(Segment segment, Slice slice, StateConsumer into) {
      pinned.read(segment, slice, into);
    }

    @Override
    public void read(Slice slice, StateConsumer into) {
      boolean follows = world.has(Bug.READ_FOLLOWS_CURRENT);
      (follows ? view.pinCurrent().orElseThrow() : pinned).read(slice, into);
      others.run();
    }

    @Override
    public void close() {
      pinned.close();
    }
  }
}
