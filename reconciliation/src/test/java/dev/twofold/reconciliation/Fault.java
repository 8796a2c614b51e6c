package dev.twofold.reconciliation;

import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.reconciliation.MemoryLayers.RowId;
import dev.twofold.view.Layer;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What can go wrong in one layer, and what reconciliation must then say. */
enum Fault {
  DROPPED_ROW {
    @Override
    Optional<Expected> into(Trial trial) {
      return row(trial)
          .map(
              id -> {
                trial.layers.rows.remove(id);
                return expect(
                    trial, id, new Hit(Cause.LOST_BY_SPEED, trial.rows.get(id), Proof.SURE));
              });
    }
  },

  DOUBLED_ROW {
    @Override
    Optional<Expected> into(Trial trial) {
      return row(trial)
          .map(
              id -> {
                List<Sent> sales = trial.rows.get(id);
                trial.layers.rows.put(id, Sent.state(trial.view.fold(), twice(sales)));
                return expect(trial, id, new Hit(Cause.COUNTED_TWICE, sales, Proof.FOUND));
              });
    }
  },

  SALE_LOST_IN_ROW {
    @Override
    Optional<Expected> into(Trial trial) {
      return row(trial, sales -> sales.size() > 1)
          .map(
              id -> {
                List<Sent> sales = new ArrayList<>(trial.rows.get(id));
                Sent lost = sales.remove(trial.random.nextInt(sales.size()));
                trial.layers.rows.put(id, Sent.state(trial.view.fold(), sales));
                return expect(trial, id, new Hit(Cause.LOST_BY_SPEED, List.of(lost), Proof.FOUND));
              });
    }
  },

  SALE_TWICE_IN_ROW {
    @Override
    Optional<Expected> into(Trial trial) {
      return row(trial)
          .map(
              id -> {
                List<Sent> sales = new ArrayList<>(trial.rows.get(id));
                Sent twice = sales.get(trial.random.nextInt(sales.size()));
                sales.add(twice);
                trial.layers.rows.put(id, Sent.state(trial.view.fold(), sales));
                return expect(trial, id, new Hit(Cause.COUNTED_TWICE, List.of(twice), Proof.FOUND));
              });
    }
  },

  /** A row is there under two epochs of a segment. */
  ROW_IN_TWO_EPOCHS {
    @Override
    Optional<Expected> into(Trial trial) {
      return row(trial).flatMap(id -> copy(trial, id));
    }

    private Optional<Expected> copy(Trial trial, RowId from) {
      List<RowId> others =
          trial.comparedRows().stream()
              .filter(id -> id.incarnation() == from.incarnation() && id.epoch() != from.epoch())
              .filter(id -> holding(trial, id.epoch()).equals(holding(trial, from.epoch())))
              .toList();
      if (others.isEmpty()) {
        return Optional.empty();
      }
      long epoch = others.get(trial.random.nextInt(others.size())).epoch();
      RowId to = new RowId(from.incarnation(), from.place(), epoch);
      List<Sent> sales = new ArrayList<>(trial.rows.getOrDefault(to, List.of()));
      sales.addAll(trial.rows.get(from));
      trial.layers.rows.put(to, Sent.state(trial.view.fold(), sales));
      return Optional.of(
          expect(trial, to, new Hit(Cause.COUNTED_TWICE, trial.rows.get(from), Proof.POSSIBLE)));
    }
  },

  ALTERED_ROW {
    @Override
    Optional<Expected> into(Trial trial) {
      return row(trial).flatMap(id -> alter(trial, id));
    }

    private Optional<Expected> alter(Trial trial, RowId id) {
      Fold fold = trial.view.fold();
      List<Sent> sales = new ArrayList<>(trial.rows.get(id));
      int at = trial.random.nextInt(sales.size());
      Sent altered = sales.get(at).withRow(trial.altered(sales.get(at).row()));
      if (!Sent.byPlace(fold, List.of(altered)).containsKey(id.place())) {
        return Optional.empty();
      }
      sales.set(at, altered);
      Map<Segment, Map<Place, Hit>> hits = new LinkedHashMap<>();
      for (Segment segment : holding(trial, id.epoch())) {
        List<Sent> right = Sent.byPlace(fold, trial.sent(segment.range())).get(id.place());
        List<Sent> wrong = new ArrayList<>(right);
        wrong.removeAll(trial.rows.get(id));
        wrong.addAll(sales);
        byte[] one = Sent.state(fold, right);
        byte[] other = Sent.state(fold, wrong);
        if (Arrays.equals(one, other)) {
          return Optional.empty();
        }
        hits.put(segment, Map.of(id.place(), drift(fold, one, other)));
      }
      trial.layers.rows.put(id, Sent.state(fold, sales));
      return Optional.of(new Expected(Layer.SPEED, hits));
    }
  },

  DAMAGED_ROW {
    @Override
    Optional<Expected> into(Trial trial) {
      return row(trial)
          .map(
              id -> {
                byte[] whole = trial.layers.rows.get(id);
                trial.layers.rows.put(id, Arrays.copyOf(whole, trial.random.nextInt(whole.length)));
                return expect(trial, id, new Hit(Cause.DAMAGED, List.of(), Proof.POSSIBLE));
              });
    }
  },

  DROPPED_FILE {
    @Override
    Optional<Expected> into(Trial trial) {
      return file(trial, Cause.LOST_BY_BATCH, file -> List.of());
    }
  },

  DOUBLED_FILE {
    @Override
    Optional<Expected> into(Trial trial) {
      return file(trial, Cause.COUNTED_TWICE, file -> List.of(file, file));
    }
  },

  /** Some or all rows of an epoch beside a seam lie in the epoch on its other side. */
  SHIFTED_EPOCH {
    @Override
    Optional<Expected> into(Trial trial) {
      return row(trial).flatMap(id -> shift(trial, id));
    }

    private Optional<Expected> shift(Trial trial, RowId hit) {
      long to = hit.epoch() + (trial.random.nextBoolean() ? 1 : -1);
      List<Segment> apart = new ArrayList<>(holding(trial, hit.epoch()));
      apart.addAll(holding(trial, to));
      apart.removeIf(each -> each.range().contains(hit.epoch()) && each.range().contains(to));
      boolean seam =
          apart.stream().anyMatch(each -> each.range().contains(hit.epoch()))
              && apart.stream().anyMatch(each -> each.range().contains(to));
      // Else a row moves into another life's epoch, or the neighbour is not there to be asked.
      boolean asked =
          apart.stream().allMatch(each -> trial.isWhole(each.range()))
              && trial.answers(hit.incarnation(), to);
      if (!seam || !asked) {
        return Optional.empty();
      }
      boolean all = trial.random.nextBoolean();
      Map<Place, Hit> hits = new LinkedHashMap<>();
      for (RowId from : List.copyOf(trial.rows.keySet())) {
        if (from.incarnation() == hit.incarnation()
            && from.epoch() == hit.epoch()
            && (all || from.equals(hit))) {
          List<Sent> moved = trial.rows.get(from);
          RowId into = new RowId(from.incarnation(), from.place(), to);
          List<Sent> there = new ArrayList<>(trial.rows.getOrDefault(into, List.of()));
          there.addAll(moved);
          trial.layers.rows.remove(from);
          trial.layers.rows.put(into, Sent.state(trial.view.fold(), there));
          hits.put(from.place(), new Hit(Cause.WRONG_SIDE_OF_SEAM, moved, Proof.FOUND));
        }
      }
      Map<Segment, Map<Place, Hit>> expected = new LinkedHashMap<>();
      apart.forEach(segment -> expected.put(segment, hits));
      return Optional.of(new Expected(Layer.SPEED, expected));
    }
  },

  CHANGED_FOLD_OF_SPEED {
    @Override
    Optional<Expected> into(Trial trial) {
      Fold fold = trial.view.fold();
      Fold twin = trial.view.twin();
      trial.layers.rows.replaceAll((id, state) -> Sent.state(twin, trial.rows.get(id)));
      Map<Segment, Map<Place, Hit>> hits = new LinkedHashMap<>();
      for (Segment segment : trial.compared()) {
        List<Sent> sales = trial.sent(segment.range());
        Map<Place, List<Sent>> bySpeed =
            Sent.byPlace(
                twin, sales.stream().filter(each -> trial.isAnswered(each.epoch())).toList());
        Map<Place, Hit> there = new LinkedHashMap<>();
        Sent.byPlace(fold, sales)
            .forEach(
                (place, all) -> {
                  List<Sent> others = bySpeed.getOrDefault(place, List.of());
                  List<Sent> refolded = new ArrayList<>(all);
                  refolded.removeAll(others);
                  State mixed = fold.decode(Sent.state(fold, refolded));
                  fold.merge(Sent.state(twin, others), mixed);
                  if (!Arrays.equals(fold.encode(mixed), Sent.state(fold, all))) {
                    there.put(place, drift(trial));
                  }
                });
        if (!there.isEmpty()) {
          hits.put(segment, there);
        }
      }
      return hits.isEmpty() ? Optional.empty() : Optional.of(new Expected(Layer.SPEED, hits));
    }
  },

  CHANGED_FOLD_OF_BATCH {
    @Override
    Optional<Expected> into(Trial trial) {
      Optional<Segment> chosen = trial.any(trial.compared());
      if (chosen.isEmpty()) {
        return Optional.empty();
      }
      Segment segment = chosen.get();
      Map<Place, List<Sent>> sales = Sent.byPlace(trial.view.fold(), trial.sent(segment.range()));
      Map<Place, Hit> hits = new LinkedHashMap<>();
      trial
          .layers
          .files
          .get(segment.id())
          .forEach(
              file ->
                  file.replaceAll(
                      row -> {
                        Place place = new Place(row.key(), row.pane());
                        byte[] other = Sent.state(trial.view.twin(), sales.get(place));
                        if (!Arrays.equals(other, row.state())) {
                          hits.put(place, drift(trial));
                        }
                        return new StateRow(row.key(), row.pane(), other);
                      }));
      return hits.isEmpty()
          ? Optional.empty()
          : Optional.of(new Expected(Layer.BATCH, Map.of(segment, hits)));
    }
  };

  /** How well the positions of a difference can be known. */
  enum Proof {
    /** No other events make the difference. */
    SURE,
    /** They are found, be it among others that would make the same difference. */
    FOUND,
    /** The report may name more, or none. */
    POSSIBLE
  }

  /** What must be said of one (key, pane). */
  record Hit(Cause cause, List<Sent> events, Proof proof) {}

  /** What must be said, by segment. Of those that are not named the layers agree. */
  record Expected(Layer wrong, Map<Segment, Map<Place, Hit>> hits) {}

  /**
   * Puts it into a place chosen at random.
   *
   * @return empty where the trial has no place for it, or it would change nothing
   */
  abstract Optional<Expected> into(Trial trial);

  private static Optional<RowId> row(Trial trial) {
    return row(trial, sales -> true);
  }

  private static Optional<RowId> row(Trial trial, Predicate<List<Sent>> wanted) {
    return trial.any(
        trial.comparedRows().stream().filter(id -> wanted.test(trial.rows.get(id))).toList());
  }

  private static List<Segment> holding(Trial trial, long epoch) {
    return trial.compared().stream().filter(each -> each.range().contains(epoch)).toList();
  }

  private static Expected expect(Trial trial, RowId id, Hit hit) {
    Map<Segment, Map<Place, Hit>> hits = new LinkedHashMap<>();
    holding(trial, id.epoch()).forEach(segment -> hits.put(segment, Map.of(id.place(), hit)));
    return new Expected(Layer.SPEED, hits);
  }

  private static Optional<Expected> file(
      Trial trial, Cause cause, Function<List<StateRow>, List<List<StateRow>>> change) {
    Optional<Segment> chosen = trial.any(trial.compared());
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    Segment segment = chosen.get();
    List<List<StateRow>> files = trial.layers.files.get(segment.id());
    List<StateRow> hit = files.remove(trial.random.nextInt(files.size()));
    files.addAll(change.apply(hit));
    if (hit.isEmpty()) {
      return Optional.empty();
    }
    Map<Place, List<Sent>> sales =
        Sent.byPlace(trial.view.fold(), trial.segments.get(segment.id()));
    Map<Place, Hit> hits = new LinkedHashMap<>();
    for (StateRow row : hit) {
      Place place = new Place(row.key(), row.pane());
      hits.put(place, new Hit(cause, sales.get(place), Proof.SURE));
    }
    return Optional.of(new Expected(Layer.BATCH, Map.of(segment, hits)));
  }

  private static Hit drift(Trial trial) {
    Cause cause = trial.view.exact() ? Cause.LOGIC_DRIFT : Cause.SKETCH_ONLY;
    return new Hit(cause, List.of(), Proof.POSSIBLE);
  }

  private static Hit drift(Fold fold, byte[] one, byte[] other) {
    boolean exact =
        Shown.differing(fold, one, other).stream()
            .anyMatch(measure -> fold.measures().get(measure).aggregate().exact());
    return new Hit(exact ? Cause.LOGIC_DRIFT : Cause.SKETCH_ONLY, List.of(), Proof.POSSIBLE);
  }

  private static List<Sent> twice(List<Sent> sales) {
    List<Sent> all = new ArrayList<>(sales);
    all.addAll(sales);
    return all;
  }
}
