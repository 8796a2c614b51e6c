package dev.twofold.serving.http;

import dev.twofold.batch.views.RunRecord;
import dev.twofold.batch.views.RunRecord.Outcome;
import dev.twofold.batch.views.Warehouse;
import dev.twofold.event.SourceDefinition;
import dev.twofold.view.ViewUnavailableException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The history of batch runs, as a server reads it. Thread-safe. */
public final class BatchRuns {
  private final Supplier<Warehouse> warehouse;
  private final Supplier<List<SourceDefinition>> sources;

  /**
   * @param warehouse asked at each read; it may not open
   * @param sources asked at each read: those that are deployed
   */
  public BatchRuns(Supplier<Warehouse> warehouse, Supplier<List<SourceDefinition>> sources) {
    this.warehouse = warehouse;
    this.sources = sources;
  }

  /**
   * The newest runs over all sources, the newest first.
   *
   * @throws ViewUnavailableException where the warehouse cannot be read
   */
  List<RunRecord> newest(int limit) {
    return read(
        open ->
            sources.get().stream()
                .flatMap(source -> open.findMaster(source).stream())
                .flatMap(master -> master.runs().newest(limit).stream())
                .sorted(Comparator.comparing(RunRecord::id).reversed())
                .limit(limit)
                .toList());
  }

  /** One run; empty where there is none of that id. */
  Optional<RunRecord> find(String id) {
    return read(
        open ->
            sources.get().stream()
                .flatMap(source -> open.findMaster(source).stream())
                .flatMap(master -> master.runs().find(id).stream())
                .findFirst());
  }

  /** The newest run of a source with such an outcome; empty where there is none to be read. */
  Optional<RunRecord> newest(SourceDefinition source, Outcome... outcomes) {
    long now = System.currentTimeMillis();
    List<Outcome> wanted = List.of(outcomes);
    try {
      return read(
          open ->
              open.findMaster(source)
                  .flatMap(
                      master -> master.runs().newest(run -> wanted.contains(run.outcomeAt(now)))));
    } catch (ViewUnavailableException e) {
      return Optional.empty();
    }
  }

  List<SourceDefinition> sources() {
    return sources.get();
  }

  private <T> T read(Function<Warehouse, T> question) {
    try {
      return question.apply(warehouse.get());
    } catch (RuntimeException e) {
      throw new ViewUnavailableException("the warehouse cannot be read: " + e.getMessage());
    }
  }
}
