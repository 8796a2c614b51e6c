/**
 * SQL over views, read only. Each view is a table: its key columns, then {@code window_start} and
 * {@code window_end} where it has windows, then its measures; a row is one key in one of the view's
 * own windows, both layers merged.
 *
 * <p>Apache Calcite parses, checks, plans and runs a statement. What it leaves to Twofold is what
 * only Twofold can do: a table's rows are states of both layers, merged at the seam; and {@code
 * MERGE(measure)} groups states themselves, by any expression of keys and windows, so that a
 * distinct count or a percentile over fewer keys or wider windows is as right as if it had been
 * folded so.
 */
package dev.twofold.serving.sql;
