package dev.twofold.fold;

import dev.twofold.data.Row;
import java.math.BigDecimal;

/** What would be generated for {@link Folds#edits}. */
final class EditsKernel implements Kernel {
  EditsKernel() {}

  @Override
  public boolean accepts(Row row) {
    return !row.nulls[0];
  }

  @Override
  public void writeKey(Row row, KeyWriter out) {
    out.writeString((String) row.refs[0]);
    if (row.nulls[1]) {
      out.writeNull();
    } else {
      out.writeBoolean(row.words[1] != 0);
    }
  }

  @Override
  public void add(Row row, Accumulator[] into) {
    ((Count) into[0]).add();
    if (!row.nulls[2]) {
      long added = row.words[2];
      ((Sum) into[1]).add(added);
      ((Average) into[2]).add(added);
      ((LongExtreme) into[3]).add(added);
      ((Percentile) into[4]).add(added);
      ((DistinctCount) into[5]).add(added);
    }
    if (!row.nulls[3]) {
      double price = Double.longBitsToDouble(row.words[3]);
      ((DoubleSum) into[6]).add(price);
      ((Variance) into[7]).add(price);
      ((ArgExtreme) into[11]).add((Object) price, (Object) row.words[5]);
    }
    if (!row.nulls[4]) {
      ((Sum) into[8]).add((BigDecimal) row.refs[4]);
    }
    String channel = (String) row.refs[0];
    ((ApproxDistinctCount) into[9]).add(channel);
    ((TopK) into[10]).add(channel);
  }
}
