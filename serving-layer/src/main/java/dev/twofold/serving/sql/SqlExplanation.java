package dev.twofold.serving.sql;

import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.view.Generation;
import dev.twofold.view.Provenance;
import dev.twofold.view.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelOptUtil;

/**
 * How a statement was answered, as rows: what each store was asked and gave, with the seam between
 * them, and then the plan by which the serving layer made rows of it.
 */
final class SqlExplanation {
  static final List<Column> COLUMNS =
      List.of(
          new Column("step", DataType.VARCHAR, false),
          new Column("asked", DataType.VARCHAR, false),
          new Column("states_expected", DataType.BIGINT, true),
          new Column("states_read", DataType.BIGINT, true),
          new Column("events", DataType.BIGINT, true));

  private static final Pattern EXPLAIN =
      Pattern.compile("\\s*EXPLAIN\\b(\\s+PLAN\\s+FOR\\b)?", Pattern.CASE_INSENSITIVE);

  private SqlExplanation() {}

  /** The statement that is to be explained, its characters where they were; empty for another. */
  static Optional<String> statementOf(String sql) {
    Matcher explain = EXPLAIN.matcher(sql);
    return explain.lookingAt()
        ? Optional.of(explain.group().replaceAll("\\S", " ") + sql.substring(explain.end()))
        : Optional.empty();
  }

  /**
   * @param rows how many the statement itself has
   */
  static SqlAnswer of(SqlPlan plan, List<SqlAnswer.Read> reads, long rows) {
    List<Object[]> steps = new ArrayList<>();
    for (SqlAnswer.Read read : reads) {
      steps.add(batch(read));
      steps.add(speed(read));
    }
    RelOptUtil.toString(plan.physical())
        .lines()
        .forEach(line -> steps.add(new Object[] {"serving", line, null, null, null}));
    String found = rows == 1 ? "The statement has 1 row." : "The statement has " + rows + " rows.";
    return new SqlAnswer(COLUMNS, steps, reads, List.of(found));
  }

  private static Object[] batch(SqlAnswer.Read read) {
    Provenance provenance = read.provenance();
    String from =
        provenance
            .generation()
            .map(
                generation ->
                    "generation %d, %d segments to epoch %d: %s"
                        .formatted(
                            generation.number(),
                            generation.segments().size(),
                            generation.through(),
                            read.asked()))
            .orElse("nothing: no generation is published");
    return new Object[] {
      "batch " + read.view(),
      from,
      provenance.generation().map(SqlExplanation::most).orElse(0L),
      provenance.batchStates(),
      provenance.batchEvents()
    };
  }

  /** All that are there: how many of them match is known once they are read. */
  private static long most(Generation generation) {
    return generation.segments().stream().mapToLong(Segment::rows).sum();
  }

  private static Object[] speed(SqlAnswer.Read read) {
    Provenance provenance = read.provenance();
    String covers =
        provenance.covers().stream()
            .map(
                cover ->
                    "incarnation " + cover.incarnation().number() + ", epochs " + cover.epochs())
            .collect(Collectors.joining("; "));
    return new Object[] {
      "speed " + read.view(),
      covers.isEmpty() ? "nothing: no rows cover what batch lacks" : covers + ": " + read.asked(),
      null,
      provenance.speedStates(),
      provenance.speedEvents()
    };
  }
}
