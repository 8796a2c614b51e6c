package dev.twofold.reconciliation;

import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.view.EpochState;
import dev.twofold.view.Generation;
import dev.twofold.view.Ledger;
import dev.twofold.view.Segment;
import dev.twofold.view.StateRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.io.CloseableIterator;

/**
 * The segments before and after one that differs: where both layers hold the same over the two
 * together, an event lies on the wrong side of the seam between them.
 */
final class Neighbours {
  private final ViewLayers layers;
  private final Segment segment;
  private final List<Neighbour> neighbours = new ArrayList<>();

  /** One neighbour, with the batch layer's states of some places there. */
  private record Neighbour(
      EpochRange epochs, List<Ledger.Cover> covers, Map<Place, byte[]> batch) {}

  private Neighbours(ViewLayers layers, Segment segment) {
    this.layers = layers;
    this.segment = segment;
  }

  /** Reads what the neighbours hold of the places. Those that are not sealed are left out. */
  static Neighbours read(ViewLayers layers, Segment segment, Collection<Place> places)
      throws IOException {
    Neighbours found = new Neighbours(layers, segment);
    // Of any generation: one that was compacted has no neighbour in those that came later.
    for (Map.Entry<Segment, Generation> each : layers.publishers().entrySet()) {
      if (found.touches(each.getKey())) {
        found.add(each.getKey(), each.getValue(), places);
      }
    }
    return found;
  }

  private boolean touches(Segment other) {
    return other.range().to() == segment.range().from()
        || other.range().from() == segment.range().to();
  }

  private void add(Segment other, Generation generation, Collection<Place> places)
      throws IOException {
    Ledger.Coverage coverage = layers.sealed(generation, other.range());
    if (!coverage.holes().isEmpty()) {
      return;
    }
    Map<Place, byte[]> states = new HashMap<>();
    try (CloseableIterator<StateRow> rows = layers.batchStates(generation, other)) {
      while (rows.hasNext()) {
        StateRow row = rows.next();
        Place place = new Place(row.key(), row.pane());
        if (places.contains(place)) {
          states.put(place, row.state());
        }
      }
    }
    neighbours.add(new Neighbour(other.range(), coverage.covers(), states));
  }

  /**
   * The range of a neighbour over which, together with the segment's, the layers agree; null where
   * there is none.
   */
  EpochRange agreeing(Place place, byte[] batch, byte[] speed) {
    for (Neighbour each : neighbours) {
      byte[] batchThere = each.batch.get(place);
      byte[] speedThere = speedThere(each, place);
      if (!Arrays.equals(batchThere, speedThere)
          && Arrays.equals(sum(batch, batchThere), sum(speed, speedThere))) {
        return each.epochs;
      }
    }
    return null;
  }

  private byte[] speedThere(Neighbour neighbour, Place place) {
    byte[] sum = null;
    for (EpochState row : layers.speedRows(neighbour.covers, place.key(), place.pane())) {
      sum = sum(sum, row.state());
    }
    return sum;
  }

  private byte[] sum(byte[] one, byte[] other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    Fold fold = layers.fold();
    State sum = Shown.decode(fold, one);
    State more = Shown.decode(fold, other);
    if (sum == null || more == null) {
      return null;
    }
    fold.merge(more, sum);
    return fold.encode(sum);
  }
}
