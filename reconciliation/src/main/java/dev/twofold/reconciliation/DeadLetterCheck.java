package dev.twofold.reconciliation;

import dev.twofold.batch.views.MasterDataset;
import dev.twofold.batch.views.MasterReader;
import dev.twofold.epoch.EpochRange;
import dev.twofold.reconciliation.DeadLetterDisagreements.Disagreement;
import dev.twofold.reconciliation.Difference.At;
import dev.twofold.speed.views.DeadLetter;
import dev.twofold.speed.views.DeadLetters;
import dev.twofold.view.Ledger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Compares the dead letters of both layers: record by record, with reason and bytes. It keeps a
 * digest of each of batch's, and gives up where they are too many. Those that retention lets go of
 * are not compared: each layer deletes its own, in its time.
 */
final class DeadLetterCheck {
  private static final int MOST = 200_000;
  private static final int TOLD = 50;
  private static final int PAGE = 500;

  private final String source;
  private final DeadLetters speed;

  DeadLetterCheck(String source, DeadLetters speed) {
    this.source = source;
    this.speed = speed;
  }

  /** A layer's dead letter; its bytes as a digest. */
  private record Letter(At at, String reason, int bytes) {}

  /**
   * @param master empty where there is none: then batch refused nothing
   * @return empty where there are too many to compare
   */
  Optional<DeadLetterDisagreements> compare(
      Optional<MasterDataset> master, String topicId, List<Ledger.Cover> covers) {
    long floor = floor(master);
    while (true) {
      Optional<DeadLetterDisagreements> found = compareFrom(floor, master, topicId, covers);
      long after = floor(master);
      if (after == floor) {
        return found;
      }
      // What went while it was read is missing from one layer for a reason that is no fault.
      floor = after;
    }
  }

  private static long floor(Optional<MasterDataset> master) {
    return master.map(each -> each.version().deadLettersFrom()).orElse(Long.MIN_VALUE);
  }

  private Optional<DeadLetterDisagreements> compareFrom(
      long floor, Optional<MasterDataset> master, String topicId, List<Ledger.Cover> covers) {
    DeadLetterDisagreements all = DeadLetterDisagreements.noneFrom(floor);
    for (Ledger.Cover cover : covers) {
      EpochRange epochs = all.of(cover.epochs());
      SortedMap<At, Letter> batch = batch(master, epochs);
      if (batch.size() > MOST) {
        return Optional.empty();
      }
      all = join(all, against(batch, topicId, epochs));
    }
    return Optional.of(all);
  }

  private SortedMap<At, Letter> batch(Optional<MasterDataset> master, EpochRange epochs) {
    SortedMap<At, Letter> letters =
        new TreeMap<>(Comparator.comparingInt(At::partition).thenComparingLong(At::offset));
    master.ifPresent(
        dataset ->
            new MasterReader(dataset, epochs, null, null)
                .deadLetters(
                    record -> {
                      if (epochs.contains(record.epoch()) && letters.size() <= MOST) {
                        At at = Event.at(record);
                        letters.put(at, new Letter(at, record.rejected(), digest(record.raw())));
                      }
                    }));
    return letters;
  }

  private DeadLetterDisagreements against(
      SortedMap<At, Letter> batch, String topicId, EpochRange epochs) {
    TreeMap<At, Disagreement> found = new TreeMap<>(batch.comparator());
    long equal = 0;
    long onlySpeed = 0;
    DeadLetter last = new DeadLetter(source, "", Integer.MIN_VALUE, -1, epochs.from(), 0, "", null);
    boolean more = true;
    while (more) {
      List<DeadLetter> page = speed.page(last, PAGE);
      more = page.size() == PAGE;
      for (DeadLetter letter : page) {
        last = letter;
        if (letter.epoch() >= epochs.to()) {
          more = false;
          break;
        }
        if (!letter.topicId().equals(topicId)) {
          continue;
        }
        At at =
            new At(
                letter.partition(),
                letter.offset(),
                letter.epoch(),
                Instant.ofEpochMilli(letter.ingestedAtMillis()));
        Letter other = batch.remove(at);
        if (other != null
            && other.reason().equals(letter.reason())
            && other.bytes() == digest(letter.raw())) {
          equal++;
        } else {
          onlySpeed++;
          if (found.size() < TOLD) {
            found.put(
                at, new Disagreement(at, other == null ? null : other.reason(), letter.reason()));
          }
        }
      }
    }
    for (Letter letter : batch.values()) {
      if (found.size() >= TOLD) {
        break;
      }
      found.put(letter.at(), new Disagreement(letter.at(), letter.reason(), null));
    }
    long different = onlySpeed + batch.size();
    return new DeadLetterDisagreements(
        epochs.from(), equal + different, List.copyOf(found.values()), different);
  }

  /** The speed layer keeps long records' beginnings only. */
  private static int digest(byte[] raw) {
    if (raw == null || raw.length <= DeadLetter.MAX_RAW_BYTES) {
      return Arrays.hashCode(raw);
    }
    return Arrays.hashCode(Arrays.copyOf(raw, DeadLetter.MAX_RAW_BYTES));
  }

  private static DeadLetterDisagreements join(
      DeadLetterDisagreements one, DeadLetterDisagreements other) {
    List<Disagreement> all =
        Stream.concat(one.disagreements().stream(), other.disagreements().stream())
            .limit(TOLD)
            .toList();
    return new DeadLetterDisagreements(
        one.from(), one.letters() + other.letters(), all, one.different() + other.different());
  }
}
