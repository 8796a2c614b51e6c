/**
 * The fold: what both layers run over a view's events, and the bytes that they keep.
 *
 * <h2>The format of an encoded state, version 1</h2>
 *
 * <p>A byte 1, the count of events as a varint, then the fields of each measure in order, as {@link
 * dev.twofold.fold.AggregateSpec#fields} lists them. A field that may be NULL begins with a byte: 0
 * for NULL, 1 where the value follows. Values:
 *
 * <ul>
 *   <li>BOOLEAN: a byte, 0 or 1
 *   <li>BIGINT and TIMESTAMP: zigzag varint (seven bits a byte, lowest first, the high bit where
 *       more follow; no padding)
 *   <li>DOUBLE: eight bytes, IEEE 754, big-endian; no -0.0, one NaN
 *   <li>DECIMAL: length as a varint, then the unscaled value, big-endian in two's complement, as
 *       short as can be
 *   <li>VARCHAR and BINARY: length as a varint, then the bytes, UTF-8 of a string
 * </ul>
 *
 * <p>What is in the BINARY fields:
 *
 * <ul>
 *   <li>sums of doubles, and sums and squares of variances ({@code ExactSum}): nothing for zero;
 *       else a byte of flags (1 negative, 2 NaN, 4 infinity, 8 minus infinity came in) and, with no
 *       flag above 1, the varint number of the lowest limb that is not zero (limb i weighs 2^(32 i
 *       - 2148)) and the magnitude from that limb up, lowest byte first, without zeros above
 *   <li>COUNT(DISTINCT) ({@code DistinctCount}): a byte, 1 where there were too many values, else 0
 *       and the values ascending, unsigned: strings as their length and UTF-8 bytes, those of more
 *       than 15 bytes as FF and 15 bytes of MurmurHash3 (seed 9001); decimals as 16 bytes unscaled;
 *       all else as 8 bytes; big-endian
 *   <li>APPROX_COUNT_DISTINCT: nothing where nothing came in; else a CPC sketch of lg k 11 as the
 *       DataSketches library writes the result of a union, of values behind their key tag
 *   <li>APPROX_PERCENTILE ({@code Histogram}): by ascending bucket, varints: the step from the
 *       bucket before (of the first, its zigzag number), and its count
 *   <li>APPROX_TOP_K ({@code TopK}): varint of the error, then by ascending key bytes of the value:
 *       their length as a varint, they, and the count as a varint
 * </ul>
 *
 * <p>{@link dev.twofold.fold.KeyWriter} gives the format of keys.
 */
package dev.twofold.fold;
