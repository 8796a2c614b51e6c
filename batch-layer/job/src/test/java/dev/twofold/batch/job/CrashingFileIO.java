package dev.twofold.batch.job;

import java.io.IOException;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** The usual files, but one can die between them. */
public final class CrashingFileIO extends HadoopFileIO {
  private static final long serialVersionUID = 1L;

  @Override
  public OutputFile newOutputFile(String path) {
    OutputFile file = super.newOutputFile(path);
    return path.endsWith(".metadata.json") ? new MetadataFile(file) : file;
  }

  @Override
  public void deleteFile(String path) {
    FileMoment.DELETION_DUE.reached();
    super.deleteFile(path);
    FileMoment.FILE_DELETED.reached();
  }

  @Override
  public void deleteFiles(Iterable<String> paths) {
    paths.forEach(this::deleteFile);
  }

  private record MetadataFile(OutputFile file) implements OutputFile {
    @Override
    public PositionOutputStream create() {
      return new Stream(file.create());
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return new Stream(file.createOrOverwrite());
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public InputFile toInputFile() {
      return file.toInputFile();
    }
  }

  private static final class Stream extends PositionOutputStream {
    private final PositionOutputStream out;

    Stream(PositionOutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
      FileMoment.METADATA_WRITTEN.reached();
    }
  }
}
