package dev.twofold.batch.views;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes a {@link SegmentIndex}'s file. Big-endian:
 *
 * <pre>
 * header     64 bytes: magic "TWOFIDX2", rows (long), address of the rows' end (long), blocks
 *            (int), log2 of the chunk size (int), CRC-32C (long) of these and of all that follows
 *            the header
 * rows       each: key length (int), key, pane (long), state length (int), state; in order
 * directory  from the next multiple of 8 on: the address (long) of each block of 16 rows
 * </pre>
 *
 * The file is mapped in chunks. No row crosses a chunk's end: what is left of the chunk starts with
 * -1 in place of a key length, where it has room for one.
 */
final class SegmentIndexWriter implements Closeable {
  static final long MAGIC = 0x54574f4649445832L;
  static final int HEADER_BYTES = 64;
  static final int CHECKED_HEADER_BYTES = 32;
  static final int BLOCK_ROWS = 16;
  static final int PADDING = -1;
  static final int ROW_OVERHEAD = Integer.BYTES + Long.BYTES + Integer.BYTES;

  private final FileChannel file;
  private final int chunkBits;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
  private long[] blocks = new long[1024];
  private int blockCount;
  private long address = HEADER_BYTES;
  private long rows;
  private byte[] lastKey;
  private long lastPane;

  SegmentIndexWriter(Path path, int chunkBits) throws IOException {
    this.chunkBits = chunkBits;
    file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    file.position(HEADER_BYTES);
  }

  /** Adds a row; rows must come in strictly ascending order. */
  void add(byte[] key, long pane, byte[] state) throws IOException {
    if (lastKey != null) {
      int order = Arrays.compareUnsigned(lastKey, key);
      if (order > 0 || (order == 0 && lastPane >= pane)) {
        throw new IllegalArgumentException("Cannot index states that are out of order");
      }
    }
    int length = Math.addExact(ROW_OVERHEAD, Math.addExact(key.length, state.length));
    if (length > (1L << chunkBits) - HEADER_BYTES) {
      throw new IllegalArgumentException("Cannot index a state of " + state.length + " bytes");
    }
    padIfCrossing(length);
    if (rows % BLOCK_ROWS == 0) {
      if (blockCount == blocks.length) {
        blocks = Arrays.copyOf(blocks, blockCount * 2);
      }
      blocks[blockCount++] = address;
    }
    room(Integer.BYTES).putInt(key.length);
    put(key);
    room(Long.BYTES).putLong(pane);
    room(Integer.BYTES).putInt(state.length);
    put(state);
    address += length;
    rows++;
    lastKey = key;
    lastPane = pane;
  }

  private void padIfCrossing(int length) throws IOException {
    long chunk = 1L << chunkBits;
    long left = chunk - (address & (chunk - 1));
    if (left >= length) {
      return;
    }
    if (left >= Integer.BYTES) {
      room(Integer.BYTES).putInt(PADDING);
    }
    skipTo(address + left);
  }

  private void skipTo(long target) throws IOException {
    flush();
    file.position(target);
    address = target;
  }

  private void put(byte[] bytes) throws IOException {
    if (bytes.length > buffer.remaining()) {
      flush();
    }
    if (bytes.length > buffer.capacity()) {
      writeFully(ByteBuffer.wrap(bytes));
    } else {
      buffer.put(bytes);
    }
  }

  private ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  private void flush() throws IOException {
    buffer.flip();
    writeFully(buffer);
    buffer.clear();
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  /** Of a file whose header, or its first part, is in the buffer. */
  static long checksum(FileChannel file, ByteBuffer header) throws IOException {
    CRC32C checksum = new CRC32C();
    checksum.update(header.slice(0, CHECKED_HEADER_BYTES));
    ByteBuffer part = ByteBuffer.allocate(1 << 16);
    long at = HEADER_BYTES;
    for (int read = file.read(part, at); read > 0; read = file.read(part.clear(), at)) {
      checksum.update(part.flip());
      at += read;
    }
    return checksum.getValue();
  }

  static long directory(long end) {
    return (end + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }

  long rows() {
    return rows;
  }

  /** Writes the directory and the header, and waits until all is on disk. */
  void finish() throws IOException {
    long end = address;
    skipTo(directory(end));
    for (int i = 0; i < blockCount; i++) {
      room(Long.BYTES).putLong(blocks[i]);
    }
    flush();
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putLong(MAGIC).putLong(rows).putLong(end).putInt(blockCount).putInt(chunkBits);
    header.putLong(checksum(file, header));
    header.rewind();
    file.position(0);
    writeFully(header);
    file.force(true);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
