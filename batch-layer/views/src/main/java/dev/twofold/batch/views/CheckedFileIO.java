package dev.twofold.batch.views;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Says at once that a table's metadata is damaged. Iceberg by itself reads what does not parse
 * again and again, for a minute, unless it is not found.
 */
public final class CheckedFileIO extends HadoopFileIO {
  private static final long serialVersionUID = 1L;
  private static final String METADATA = ".metadata.json";

  @Override
  public InputFile newInputFile(String path) {
    return checked(super.newInputFile(path));
  }

  @Override
  public InputFile newInputFile(String path, long length) {
    return checked(super.newInputFile(path, length));
  }

  private static InputFile checked(InputFile file) {
    return file.location().endsWith(METADATA) ? new Metadata(file) : file;
  }

  private record Metadata(InputFile file) implements InputFile {
    @Override
    public SeekableInputStream newStream() {
      try (InputStream in = file.newStream()) {
        String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        TableMetadataParser.fromJson(file.location(), json);
      } catch (NotFoundException e) {
        throw e;
      } catch (ChecksumException | RuntimeException e) {
        throw new NotFoundException(e, "Table metadata %s is damaged", file.location());
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + file.location(), e);
      }
      return file.newStream();
    }

    @Override
    public long getLength() {
      return file.getLength();
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public boolean exists() {
      return file.exists();
    }
  }
}
