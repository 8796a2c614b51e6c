package dev.twofold.batch.views;

import dev.twofold.view.Generation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;

/**
 * Retires every generation of a batch view but the current one, and deletes their files at once:
 * they hold events that were erased. A query that reads such a file by itself fails, and is right
 * when it is repeated; those that read local indexes go on.
 */
public final class Retirement {
  private Retirement() {}

  /**
   * Whether something is left of a generation that holds events which the current one is without,
   * be it that none can pin it any more.
   */
  public static boolean isDue(BatchViewTable view) {
    return view.version().current().isPresent()
        && OnlyCurrent.isDue(view.table(), Summary.SEGMENTS);
  }

  /**
   * Retires them. Done again, it finishes what one that was killed has left.
   *
   * @return the numbers of those that could be pinned till now
   */
  public static List<Long> retireAllButCurrent(BatchViewTable view) {
    Generation current = view.version().current().orElse(null);
    if (current == null) {
      return List.of();
    }
    List<Long> retired =
        view.generations().stream()
            .map(Generation::number)
            .filter(number -> number != current.number())
            .toList();
    Table table = view.table();
    String tag = BatchViewTable.tag(current.number());
    if (OnlyCurrent.tellsOfDeleted(table)) {
      Map<String, String> summary = new HashMap<>(table.currentSnapshot().summary());
      summary.keySet().removeIf(property -> !property.startsWith(Summary.PREFIX));
      Transaction transaction = table.newTransaction();
      OnlyCurrent.forgetDeleted(transaction, summary);
      long snapshot = transaction.table().currentSnapshot().snapshotId();
      transaction.manageSnapshots().replaceTag(tag, snapshot).commit();
      transaction.commitTransaction();
    }
    OnlyCurrent.keep(table, Summary.SEGMENTS, tag);
    return retired;
  }
}
