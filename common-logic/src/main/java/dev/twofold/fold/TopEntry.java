package dev.twofold.fold;

/**
 * One value of an APPROX_TOP_K result.
 *
 * @param value of the input's type
 * @param count how often it came, at least
 * @param error the true count is at most {@code count + error}; 0 where the counts are exact
 */
public record TopEntry(Object value, long count, long error) {}
