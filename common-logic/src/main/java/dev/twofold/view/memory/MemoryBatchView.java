package dev.twofold.view.memory;

import dev.twofold.view.BatchView;
import dev.twofold.view.ExpiredGenerationException;
import dev.twofold.view.Generation;
import dev.twofold.view.Segment;
import dev.twofold.view.Slice;
import dev.twofold.view.StateConsumer;
import dev.twofold.view.StateRow;
import dev.twofold.view.UnknownGenerationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A batch view in memory. */
public final class MemoryBatchView implements BatchView {
  private final TreeMap<Long, Generation> generations = new TreeMap<>();
  private final Map<String, List<StateRow>> segments = new ConcurrentHashMap<>();
  private long current;
  private long newest;

  /** Stores a segment's rows; a generation that lists the segment makes them visible. */
  public void write(String segment, List<StateRow> rows) {
    segments.put(segment, List.copyOf(rows));
  }

  /** Deletes a segment's rows. No generation that lists the segment can be read from then on. */
  public void delete(String segment) {
    segments.remove(segment);
  }

  /** Publishes a generation and makes it the current one. */
  public synchronized void publish(Generation generation) {
    generations.put(generation.number(), generation);
    current = generation.number();
    newest = Math.max(newest, current);
  }

  /** Makes an earlier generation the current one. */
  public synchronized void rollback(long number) {
    current = pin(number).generation().number();
  }

  public synchronized void expire(long number) {
    generations.remove(number);
  }

  @Override
  public synchronized List<Generation> generations() {
    return List.copyOf(generations.values());
  }

  @Override
  public synchronized Optional<Pinned> pinCurrent() {
    return current == 0 ? Optional.empty() : Optional.of(pin(current));
  }

  @Override
  public synchronized Pinned pin(long number) {
    Generation generation = generations.get(number);
    if (generation == null) {
      throw 0 < number && number < newest
          ? new ExpiredGenerationException("Generation " + number + " has expired")
          : new UnknownGenerationException("Generation " + number + " was never published");
    }
    return new PinnedInMemory(generation);
  }

  private final class PinnedInMemory implements Pinned {
    private final Generation generation;

    PinnedInMemory(Generation generation) {
      this.generation = generation;
    }

    @Override
    public Generation generation() {
      return generation;
    }

    @Override
    public void read(Segment segment, Slice slice, StateConsumer into) {
      for (StateRow row : segments.get(segment.id())) {
        if (slice.contains(row.pane()) && slice.keys().matches(row.key())) {
          into.accept(row.key(), row.pane(), row.state());
        }
      }
    }

    @Override
    public void close() {}
  }
}
