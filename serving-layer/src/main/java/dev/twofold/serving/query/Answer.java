package dev.twofold.serving.query;

import dev.twofold.data.Column;
import dev.twofold.reconciliation.Verification;
import dev.twofold.view.Provenance;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a query.
 *
 * @param version of the view, that answered
 * @param columns the key columns grouped by, then window_start and window_end where there are
 *     windows, then the measures
 * @param rows Java values of the columns' types, null for NULL
 * @param rowsRead stored states that were read for it
 * @param warnings what a reader of the rows must know: cut off at the default limit, results that
 *     do not fit their type
 * @param errorBounds how far approximate measures may be off, in words, by measure
 * @param verification what comparing the layers where they overlap said; empty where it was not
 *     asked for
 */
public record Answer(
    String view,
    String version,
    List<Column> columns,
    List<Object[]> rows,
    long rowsRead,
    List<String> warnings,
    Map<String, String> errorBounds,
    Provenance provenance,
    Optional<Verification> verification) {}
