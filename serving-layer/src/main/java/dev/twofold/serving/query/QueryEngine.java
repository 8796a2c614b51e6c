package dev.twofold.serving.query;

import dev.twofold.fold.Fold;
import dev.twofold.fold.KeyFilter;
import dev.twofold.reconciliation.OverlapCheck;
import dev.twofold.reconciliation.Verification;
import dev.twofold.serving.query.Query.Order;
import dev.twofold.view.BatchView;
import dev.twofold.view.Layer;
import dev.twofold.view.Provenance;
import dev.twofold.view.RealtimeView;
import dev.twofold.view.Slice;
import dev.twofold.view.ViewReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Answers queries of one view: reads both layers, merges states into groups, sorts, cuts and
 * presents. Thread-safe.
 */
public final class QueryEngine {
  private final Fold fold;
  private final ViewReader reader;
  private final BatchView batch;
  private final RealtimeView speed;
  private final Limits limits;

  /**
   * @param batch what the reader reads, to verify answers
   * @param speed what the reader reads, to verify answers
   */
  public QueryEngine(
      Fold fold, ViewReader reader, BatchView batch, RealtimeView speed, Limits limits) {
    this.fold = fold;
    this.reader = reader;
    this.batch = batch;
    this.speed = speed;
    this.limits = limits;
  }

  /**
   * @throws dev.twofold.view.UnknownGenerationException where the generation asked for is not there
   * @throws dev.twofold.view.ViewUnavailableException where no layer can answer
   * @throws AnswerTooLargeException where a limit is reached
   */
  public Answer answer(Query query) {
    int limit = limit(query);
    GroupTable table = new GroupTable(fold, query, limits);
    Slice slice = new Slice(keys(query), query.from(), query.to());
    Provenance provenance = reader.read(slice, query.layer(), query.generation(), table);

    List<Order> steps = RowOrder.steps(query);
    List<ResultRow> sorted = table.rows(steps);
    sorted.sort(new RowOrder(steps));
    if (query.limitPerWindow().isPresent()) {
      sorted = firstOfEachWindow(sorted, query.limitPerWindow().getAsInt());
    }
    List<String> warnings = new ArrayList<>();
    if (sorted.size() > limit && query.limit().isEmpty()) {
      warnings.add(
          "only the first "
              + limit
              + " of "
              + sorted.size()
              + " rows are here: narrow the query, or ask for more"
              + " with limit, at most "
              + limits.maxRows());
    }
    Presenter presenter = new Presenter(fold, query);
    List<Object[]> rows = sorted.stream().limit(limit).map(presenter::row).toList();
    warnings.addAll(presenter.warnings());
    return new Answer(
        fold.view(),
        fold.version(),
        presenter.columns(),
        rows,
        table.rowsRead(),
        warnings,
        presenter.errorBounds(),
        provenance,
        query.check() == Query.Check.LAYERS
            ? Optional.of(verify(slice, provenance))
            : Optional.empty());
  }

  public Fold fold() {
    return fold;
  }

  public Limits limits() {
    return limits;
  }

  /**
   * Reads the current states of a slice as they are stored: one that reads merges those of one key
   * and pane.
   *
   * @throws dev.twofold.view.ViewUnavailableException where no layer can answer
   */
  public Provenance read(Slice slice, ViewReader.Collector into) {
    return reader.read(slice, Layer.MERGED, OptionalLong.empty(), into);
  }

  private Verification verify(Slice slice, Provenance provenance) {
    return provenance.generation().isEmpty()
        ? Verification.none("no batch generation answered")
        : new OverlapCheck(fold, batch, speed, limits.groups())
            .verify(slice, provenance.generation().get().number());
  }

  private int limit(Query query) {
    int limit = query.limit().orElse(limits.defaultRows());
    if (limit > limits.maxRows()) {
      throw new BadQueryException(
          "Cannot use limit=" + limit + ".", "Ask for at most " + limits.maxRows() + " rows.");
    }
    return limit;
  }

  private KeyFilter keys(Query query) {
    return query.equal().isEmpty() ? KeyFilter.ANY : KeyFilter.of(fold.keys(), query.equal());
  }

  private static List<ResultRow> firstOfEachWindow(List<ResultRow> sorted, int count) {
    Map<Long, Integer> taken = new HashMap<>();
    List<ResultRow> kept = new ArrayList<>();
    for (ResultRow row : sorted) {
      if (taken.merge(row.key().window(), 1, Integer::sum) <= count) {
        kept.add(row);
      }
    }
    return kept;
  }
}
