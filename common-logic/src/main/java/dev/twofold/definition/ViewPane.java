package dev.twofold.definition;

import dev.twofold.event.SourceDefinition;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlNode;

/** Reads {@code TUMBLE(event_time, INTERVAL '1' MINUTE)}. */
final class ViewPane {
  private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");

  /** A century: the pane of the earliest event then starts at a time that every store can hold. */
  private static final Duration LONGEST = Duration.ofDays(36_525);

  private ViewPane() {}

  /** The pane's length; something positive where it is wrong, which was reported. */
  static long millis(SqlCall tumble, SourceDefinition source, ViewErrors errors) {
    String eventTime = source.columns().get(source.eventTime()).column().name();
    String example = "TUMBLE(" + eventTime + ", INTERVAL '10' MINUTE)";
    List<SqlNode> operands = tumble.getOperandList();
    if (operands.size() > 2) {
      errors.at(
          operands.get(2),
          "TUMBLE takes no third operand (an offset): panes are aligned to 1970-01-01 UTC. Write "
              + example
              + ".");
      return 1;
    }
    SqlNode time = operands.get(0);
    if (!(time instanceof SqlIdentifier identifier)
        || !identifier.names.get(identifier.names.size() - 1).equals(eventTime)) {
      errors.at(
          time,
          "TUMBLE takes the event time of "
              + source.name()
              + ", "
              + eventTime
              + ". Write "
              + example
              + ".");
    }
    if (operands.size() < 2 || !(operands.get(1) instanceof SqlIntervalLiteral literal)) {
      errors.at(
          operands.get(operands.size() - 1),
          "TUMBLE takes an interval literal. Write " + example + ".");
      return 1;
    }
    SqlIntervalLiteral.IntervalValue interval =
        literal.getValueAs(SqlIntervalLiteral.IntervalValue.class);
    TimeUnit unit = interval.getIntervalQualifier().getStartUnit();
    boolean single =
        interval.getIntervalQualifier().getEndUnit() == null
            || interval.getIntervalQualifier().getEndUnit() == unit;
    boolean fixed =
        unit == TimeUnit.SECOND
            || unit == TimeUnit.MINUTE
            || unit == TimeUnit.HOUR
            || unit == TimeUnit.DAY;
    if (!single || !fixed) {
      errors.at(
          literal,
          "A pane's length is in SECOND, MINUTE, HOUR or DAY, not "
              + interval.getIntervalQualifier()
              + (unit == TimeUnit.MONTH || unit == TimeUnit.YEAR
                  ? ", which has no fixed length"
                  : "")
              + ". Write "
              + example
              + ".");
      return 1;
    }
    String text = interval.getIntervalLiteral();
    if (interval.getSign() < 0 || !WHOLE.matcher(text).matches() || Long.parseLong(text) == 0) {
      errors.at(
          literal,
          "A pane's length is a positive whole number, not "
              + literal
              + ". Write "
              + example
              + ".");
      return 1;
    }
    long millis = Long.parseLong(text) * unit.multiplier.longValueExact();
    if (millis > LONGEST.toMillis()) {
      errors.at(
          literal,
          "A pane is at most "
              + LONGEST.toDays()
              + " days long. Leave TUMBLE out: then one pane holds all time.");
    }
    return millis;
  }
}
