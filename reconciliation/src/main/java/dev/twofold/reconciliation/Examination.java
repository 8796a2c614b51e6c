package dev.twofold.reconciliation;

import dev.twofold.batch.views.BatchViewTable;
import dev.twofold.batch.views.Cut;
import dev.twofold.epoch.EpochRange;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import dev.twofold.reconciliation.Difference.At;
import dev.twofold.view.EpochState;
import dev.twofold.view.Generation;
import dev.twofold.view.Ledger;
import dev.twofold.view.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the causes of the worst differences of one segment, with the master dataset's help. */
final class Examination {
  private final ViewLayers layers;
  private final Generation publisher;
  private final Segment segment;
  private final List<Ledger.Cover> covers;
  private final DeadLetterDisagreements deadLetters;

  Examination(
      ViewLayers layers,
      Generation publisher,
      Segment segment,
      List<Ledger.Cover> covers,
      DeadLetterDisagreements deadLetters) {
    this.layers = layers;
    this.publisher = publisher;
    this.segment = segment;
    this.covers = covers;
    this.deadLetters = deadLetters;
  }

  /**
   * @param master empty where there is none
   * @param mostRecords where more would have to be read, no witness is asked
   */
  List<Difference> examine(List<Finding> offenders, Optional<Landed> master, long mostRecords)
      throws IOException {
    Map<Place, Finding> findings = new LinkedHashMap<>();
    offenders.forEach(finding -> findings.put(Place.of(finding), finding));
    Neighbours neighbours = Neighbours.read(layers, segment, findings.keySet());
    Optional<Witness> witness =
        master.map(this::witness).filter(asked -> asked.recordsAtMost() <= mostRecords);
    Fold fold = layers.fold();
    List<Diagnosis> diagnoses = new ArrayList<>();
    Map<Place, Witness.Account> accounts =
        witness.map(asked -> asked.fold(findings.keySet())).orElse(Map.of());
    findings.forEach(
        (place, finding) -> {
          EpochRange agreeing = neighbours.agreeing(place, finding.batch(), finding.speed());
          diagnoses.add(
              Diagnosis.of(fold, finding, accounts.get(place), agreeing, segment.range()));
        });
    witness.ifPresent(asked -> name(diagnoses, accounts, asked));
    DifferenceWriter writer = new DifferenceWriter(fold, publisher.codeVersion());
    return diagnoses.stream().map(writer::write).toList();
  }

  private Witness witness(Landed landed) {
    Cut to = cut(landed, segment.range().to());
    Cut from =
        segment.range().from() == 0
            ? Cut.start(landed.topic(), publisher.topicId())
            : cut(landed, segment.range().from());
    return new Witness(layers.fold(), landed, segment.range(), from, to);
  }

  /** The cut that the view was published with, or the one that was landed; null where unknown. */
  private Cut cut(Landed landed, long through) {
    return layers.generations().stream()
        .filter(generation -> generation.through() == through)
        .map(generation -> BatchViewTable.cut(generation, landed.topic()))
        .findFirst()
        .or(() -> landed.cutAt(through))
        .orElse(null);
  }

  /** Finds the events behind the differences. */
  private void name(
      List<Diagnosis> diagnoses, Map<Place, Witness.Account> accounts, Witness witness) {
    Map<Place, EpochRange> wanted = new LinkedHashMap<>();
    for (Diagnosis each : diagnoses) {
      if (each.wantsEvents()) {
        narrow(each, accounts.get(each.place()));
        wanted.put(each.place(), each.searched());
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    Map<Place, List<Event>> events = witness.events(wanted);
    EventSearch search = new EventSearch(layers.fold());
    List<At> gaps = null;
    for (Diagnosis each : diagnoses) {
      List<Event> found = events.get(each.place());
      if (found == null) {
        continue;
      }
      each.search(search, found);
      if (each.mayBeLostInLanding() && each.wantsEvents()) {
        gaps = gaps == null ? witness.gaps() : gaps;
        if (!gaps.isEmpty()) {
          each.isLostInLanding(gaps, witness.ofGaps());
        }
      }
      deadLetters.explain(each);
    }
  }

  /** Where the speed layer is wrong, only epochs in which it holds other counts are searched. */
  private void narrow(Diagnosis diagnosis, Witness.Account account) {
    if (!diagnosis.isSpeedWrong() || account == null) {
      return;
    }
    TreeMap<Long, EpochState> rows = new TreeMap<>();
    Place place = diagnosis.place();
    layers.speedRows(covers, place.key(), place.pane()).forEach(row -> rows.put(row.epoch(), row));
    TreeSet<Long> suspicious = new TreeSet<>(rows.keySet());
    suspicious.addAll(account.perEpoch().keySet());
    // What the speed layer does not cover was taken from the master dataset.
    suspicious.removeIf(
        epoch -> covers.stream().noneMatch(cover -> cover.epochs().contains(epoch)));
    suspicious.removeIf(
        epoch -> count(rows.get(epoch)) == account.perEpoch().getOrDefault(epoch, 0L));
    if (!suspicious.isEmpty()) {
      EpochRange range = new EpochRange(suspicious.first(), suspicious.last() + 1);
      diagnosis.narrowTo(range, sum(rows.subMap(range.from(), range.to()).values()));
    }
  }

  private byte[] sum(Collection<EpochState> rows) {
    Fold fold = layers.fold();
    State sum = fold.newState();
    for (EpochState row : rows) {
      State state = Shown.decode(fold, row.state());
      if (state != null) {
        fold.merge(state, sum);
      }
    }
    return sum.events() == 0 ? null : fold.encode(sum);
  }

  private static long count(EpochState row) {
    if (row == null) {
      return 0;
    }
    try {
      return Fold.events(row.state());
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }
}
