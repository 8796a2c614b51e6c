package dev.twofold.reconciliation;

import dev.twofold.batch.views.MasterRecord;
import dev.twofold.data.Row;
import dev.twofold.reconciliation.Difference.At;
import java.time.Instant;
import java.util.Comparator;

/** An event of the master dataset, kept. */
record Event(At at, Row row) {
  static final Comparator<Event> IN_LOG =
      Comparator.comparingInt((Event event) -> event.at.partition())
          .thenComparingLong(event -> event.at.offset());

  static Event of(MasterRecord record) {
    Row from = record.row();
    Row copy = new Row(from.words.length);
    System.arraycopy(from.words, 0, copy.words, 0, from.words.length);
    System.arraycopy(from.refs, 0, copy.refs, 0, from.refs.length);
    System.arraycopy(from.nulls, 0, copy.nulls, 0, from.nulls.length);
    return new Event(at(record), copy);
  }

  static At at(MasterRecord record) {
    return new At(
        record.partition(),
        record.offset(),
        record.epoch(),
        Instant.ofEpochMilli(record.ingestedAtMillis()));
  }
}
