package dev.twofold.batch.job;

import com.github.luben.zstd.ZstdInputStream;
import dev.twofold.batch.views.RefusedException;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file of events, as it was when it was looked at.
 *
 * @param path on any file system that Hadoop reads
 * @param sha256 of its bytes
 * @param length in bytes
 * @param modifiedMillis by its file system's clock
 */
record InputFile(
    String path,
    Format format,
    Compression compression,
    String sha256,
    long length,
    long modifiedMillis)
    implements Serializable {
  private static final int BUFFER = 1 << 16;

  /** What records are in it. */
  enum Format {
    /** A JSON object a line. */
    NDJSON,
    /** Comma-separated values after a line of names. */
    CSV,
    PARQUET
  }

  /** By what the file begins with, whatever it is called. */
  enum Compression {
    NONE,
    GZIP,
    ZSTD;

    private InputStream open(InputStream in) throws IOException {
      return switch (this) {
        case NONE -> in;
        // Java's own may take the end of one member for the end of the file.
        case GZIP ->
            GzipCompressorInputStream.builder()
                .setInputStream(in)
                .setDecompressConcatenated(true)
                .get();
        case ZSTD -> new ZstdInputStream(in);
      };
    }

    private static Compression of(byte[] head) {
      if (begins(head, 0x1f, 0x8b)) {
        return GZIP;
      }
      return begins(head, 0x28, 0xb5, 0x2f, 0xfd) ? ZSTD : NONE;
    }
  }

  /** Reads all of it, for its digest. */
  static InputFile of(String path, Configuration hadoop) throws IOException {
    Path file = new Path(path);
    FileSystem files = file.getFileSystem(hadoop);
    FileStatus status = files.getFileStatus(file);
    MessageDigest digest = newDigest();
    byte[] head;
    try (InputStream in = new DigestInputStream(files.open(file, BUFFER), digest)) {
      head = in.readNBytes(4);
      byte[] buffer = new byte[BUFFER];
      while (in.read(buffer) >= 0) {
        // The digest takes it.
      }
    }
    return new InputFile(
        path,
        begins(head, 'P', 'A', 'R', '1') ? Format.PARQUET : formatByName(path),
        Compression.of(head),
        HexFormat.of().formatHex(digest.digest()),
        status.getLen(),
        status.getModificationTime());
  }

  private static Format formatByName(String path) {
    String name = path.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|gzip|zst|zstd)$", "");
    return name.endsWith(".csv") ? Format.CSV : Format.NDJSON;
  }

  private static boolean begins(byte[] head, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= head.length || Byte.toUnsignedInt(head[i]) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Its content, decompressed. */
  InputStream open(Configuration hadoop) throws IOException {
    Path file = new Path(path);
    InputStream in = file.getFileSystem(hadoop).open(file, BUFFER);
    try {
      return compression.open(new BufferedInputStream(in, BUFFER));
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * @throws RefusedException where it is not what it was when it was looked at
   */
  void checkUnchanged(Configuration hadoop) throws IOException {
    Path file = new Path(path);
    boolean same;
    try {
      FileStatus now = file.getFileSystem(hadoop).getFileStatus(file);
      same = now.getLen() == length && now.getModificationTime() == modifiedMillis;
    } catch (FileNotFoundException e) {
      same = false;
    }
    if (!same) {
      throw new RefusedException(
          path
              + ": was changed while it was read; nothing of it was added. Try again when it is"
              + " complete");
    }
  }
}
