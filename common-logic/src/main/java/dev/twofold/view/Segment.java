package dev.twofold.view;

import dev.twofold.epoch.EpochRange;
import java.io.Serializable;

/**
 * One piece of a batch view: the states of the events of a range of epochs, or of one backfill.
 *
 * @param id unique in its view; the value of the table's {@code segment} column
 * @param range the epochs that it covers; empty for a backfill, whose events have none
 * @param events how many events were folded into it
 * @param rows how many (key, pane) states it holds
 */
public record Segment(String id, Kind kind, EpochRange range, long events, long rows)
    implements Serializable {
  public enum Kind {
    EPOCHS,
    BACKFILL
  }
}
