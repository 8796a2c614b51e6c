package dev.twofold.cli.ingest;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The lines of a file of newline-delimited JSON, plain or gzip, as bytes. Empty lines are left out.
 * Not thread-safe.
 */
public final class Lines implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int GZIP_FIRST_BYTE = 0x1f;
  private static final int GZIP_SECOND_BYTE = 0x8b;

  private final Counter counter;
  private final InputStream input;
  private final long size;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);

  private Lines(InputStream raw, long size) throws IOException {
    this.counter = new Counter(raw);
    this.size = size;
    InputStream buffered = new BufferedInputStream(counter, BUFFER);
    buffered.mark(2);
    boolean gzip = buffered.read() == GZIP_FIRST_BYTE && buffered.read() == GZIP_SECOND_BYTE;
    buffered.reset();
    this.input =
        gzip ? new BufferedInputStream(new GZIPInputStream(buffered, BUFFER), BUFFER) : buffered;
  }

  public static Lines of(Path file) throws IOException {
    return new Lines(Files.newInputStream(file), Files.size(file));
  }

  /** Of a stream whose length is not known. */
  public static Lines of(InputStream stream) throws IOException {
    return new Lines(stream, -1);
  }

  /** The next line that is not empty, without its end; null after the last. */
  public byte[] next() throws IOException {
    int character = input.read();
    while (character >= 0) {
      line.reset();
      while (character >= 0 && character != '\n') {
        line.write(character);
        character = input.read();
      }
      byte[] bytes = withoutCarriageReturn(line.toByteArray());
      if (bytes.length > 0) {
        return bytes;
      }
      character = input.read();
    }
    return null;
  }

  /** How much of the file was read, from 0 to 1; negative for a stream. */
  public double fraction() {
    return size < 0 ? -1 : size == 0 ? 1 : (double) counter.bytes / size;
  }

  private static byte[] withoutCarriageReturn(byte[] bytes) {
    int last = bytes.length - 1;
    return last >= 0 && bytes[last] == '\r' ? java.util.Arrays.copyOf(bytes, last) : bytes;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }

  private static final class Counter extends FilterInputStream {
    private long bytes;

    Counter(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      bytes += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = super.read(into, offset, length);
      bytes += Math.max(0, count);
      return count;
    }
  }
}
