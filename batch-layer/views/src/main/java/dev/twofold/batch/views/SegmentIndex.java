package dev.twofold.batch.views;

import dev.twofold.fold.KeyFilter;
import dev.twofold.view.Slice;
import dev.twofold.view.StateConsumer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The states of one segment in a memory-mapped sorted file; see {@link SegmentIndexWriter} for its
 * format. Thread-safe. Nothing to close: the mapping goes with the object, and a file that was
 * deleted meanwhile stays readable until then.
 */
final class SegmentIndex {
  private final ByteBuffer[] chunks;
  private final int chunkBits;
  private final long chunkMask;
  private final long rows;
  private final long end;
  private final long directory;
  private final int blocks;

  private SegmentIndex(ByteBuffer[] chunks, int chunkBits, long rows, long end, int blocks) {
    this.chunks = chunks;
    this.chunkBits = chunkBits;
    chunkMask = (1L << chunkBits) - 1;
    this.rows = rows;
    this.end = end;
    directory = SegmentIndexWriter.directory(end);
    this.blocks = blocks;
  }

  /**
   * Reads all of it once, to see that it is as it was written.
   *
   * @throws IOException where it is no index's file, not all of one, or damaged
   */
  static SegmentIndex open(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(SegmentIndexWriter.HEADER_BYTES);
      file.read(header, 0);
      header.flip();
      if (header.remaining() < SegmentIndexWriter.HEADER_BYTES
          || header.getLong() != SegmentIndexWriter.MAGIC) {
        throw new IOException("Cannot open " + path + ": it is no segment index of this version");
      }
      long rows = header.getLong();
      long end = header.getLong();
      int blocks = header.getInt();
      int chunkBits = header.getInt();
      long size = file.size();
      if (size < SegmentIndexWriter.directory(end) + (long) blocks * Long.BYTES) {
        throw new IOException("Cannot open " + path + ": it is cut short");
      }
      if (header.getLong() != SegmentIndexWriter.checksum(file, header)) {
        throw new IOException("Cannot open " + path + ": it is damaged");
      }
      long chunk = 1L << chunkBits;
      ByteBuffer[] chunks = new ByteBuffer[(int) ((size + chunk - 1) / chunk)];
      for (int i = 0; i < chunks.length; i++) {
        long from = i * chunk;
        chunks[i] = file.map(FileChannel.MapMode.READ_ONLY, from, Math.min(chunk, size - from));
      }
      return new SegmentIndex(chunks, chunkBits, rows, end, blocks);
    }
  }

  long rows() {
    return rows;
  }

  /** Yields the states of the slice, in order. */
  void read(Slice slice, StateConsumer into) {
    KeyFilter filter = slice.keys();
    byte[] prefix = filter.prefix();
    long fromPane = filter.isExact() ? slice.fromPane() : Long.MIN_VALUE;
    byte[] key = null;
    boolean matches = false;
    for (long at = lowerBound(prefix, fromPane); at < end; at = next(at)) {
      ByteBuffer chunk = chunk(at);
      int position = position(at);
      int keyLength = chunk.getInt(position);
      int keyAt = position + Integer.BYTES;
      if (key == null || !same(chunk, keyAt, keyLength, key)) {
        if (!startsWith(chunk, keyAt, keyLength, prefix)) {
          return;
        }
        key = bytes(chunk, keyAt, keyLength);
        matches = filter.matches(key);
        if (filter.isExact() && !matches) {
          return;
        }
      }
      if (matches) {
        long pane = chunk.getLong(keyAt + keyLength);
        if (pane >= slice.toPane() && filter.isExact()) {
          return;
        }
        if (slice.contains(pane)) {
          int lengthAt = keyAt + keyLength + Long.BYTES;
          into.accept(key, pane, bytes(chunk, lengthAt + Integer.BYTES, chunk.getInt(lengthAt)));
        }
      }
    }
  }

  /** The address of the first row at or after (key, pane); the rows' end where there is none. */
  private long lowerBound(byte[] key, long pane) {
    if (rows == 0) {
      return end;
    }
    int low = 0;
    int high = blocks - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (compare(block(middle), key, pane) < 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    long at = block(low);
    while (at < end && compare(at, key, pane) < 0) {
      at = next(at);
    }
    return at;
  }

  private long block(int index) {
    long at = directory + (long) index * Long.BYTES;
    return chunk(at).getLong(position(at));
  }

  private int compare(long at, byte[] key, long pane) {
    ByteBuffer chunk = chunk(at);
    int position = position(at);
    int length = chunk.getInt(position);
    int keyAt = position + Integer.BYTES;
    int shared = Math.min(length, key.length);
    for (int i = 0; i < shared; i++) {
      int order = (chunk.get(keyAt + i) & 0xff) - (key[i] & 0xff);
      if (order != 0) {
        return order;
      }
    }
    return length != key.length
        ? Integer.compare(length, key.length)
        : Long.compare(chunk.getLong(keyAt + length), pane);
  }

  /** The address of the row after the one at {@code at}, past a chunk's padding. */
  private long next(long at) {
    ByteBuffer chunk = chunk(at);
    int position = position(at);
    int lengthAt = position + Integer.BYTES + chunk.getInt(position) + Long.BYTES;
    long next = at - position + lengthAt + Integer.BYTES + chunk.getInt(lengthAt);
    if (next >= end) {
      return end;
    }
    long left = chunkMask + 1 - (next & chunkMask);
    boolean padded =
        left < Integer.BYTES || chunk(next).getInt(position(next)) == SegmentIndexWriter.PADDING;
    return padded ? next + left : next;
  }

  private ByteBuffer chunk(long at) {
    return chunks[(int) (at >>> chunkBits)];
  }

  private int position(long at) {
    return (int) (at & chunkMask);
  }

  private static boolean same(ByteBuffer chunk, int at, int length, byte[] key) {
    return length == key.length && startsWith(chunk, at, length, key);
  }

  private static boolean startsWith(ByteBuffer chunk, int at, int length, byte[] prefix) {
    if (length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (chunk.get(at + i) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(ByteBuffer chunk, int at, int length) {
    byte[] bytes = new byte[length];
    chunk.get(at, bytes);
    return bytes;
  }
}
