package dev.twofold.event;

import dev.twofold.data.Row;

/**
 * Turns a record's bytes into a row. One instance a thread. The same in both layers, to the last
 * rejected byte.
 */
public interface EventDecoder {
  /**
   * Decodes {@code value} into {@code into}, all of whose columns are set.
   *
   * @param value the record's value; null for a tombstone
   * @return null, or the reason why the record is a dead letter ({@code into} is then undefined).
   *     Nothing is thrown.
   */
  String decode(byte[] value, Row into);
}
