package dev.twofold.batch.views;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableFileInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/** Looks for a text in every file of a folder: as the file is, and unpacked. */
public final class ErasedBytes {
  private ErasedBytes() {}

  /** The files that hold it. Programs that run may delete others meanwhile. */
  public static List<Path> in(Path folder, String text) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && holds(file, text)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            return Files.exists(file)
                ? super.visitFileFailed(file, failure)
                : FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private static boolean holds(Path file, String text) throws IOException {
    try {
      return latin(Files.readAllBytes(file)).contains(text) || unpacked(file).contains(text);
    } catch (NoSuchFileException | FileNotFoundException gone) {
      return false;
    }
  }

  private static String unpacked(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (name.startsWith(".")) {
      return "";
    }
    return name.endsWith(".parquet") ? parquet(file) : name.endsWith(".avro") ? avro(file) : "";
  }

  private static String parquet(Path file) throws IOException {
    StringBuilder rows = new StringBuilder();
    var path = new org.apache.hadoop.fs.Path(file.toUri());
    try (ParquetReader<Group> in = ParquetReader.builder(new GroupReadSupport(), path).build()) {
      for (Group row = in.read(); row != null; row = in.read()) {
        rows.append(row);
      }
    }
    return rows.toString();
  }

  private static String avro(Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);
    try (DataFileReader<GenericRecord> in =
        new DataFileReader<>(new SeekableFileInput(file.toFile()), new GenericDatumReader<>())) {
      GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(in.getSchema());
      for (GenericRecord row : in) {
        writer.write(row, out);
      }
    }
    out.flush();
    return latin(bytes.toByteArray());
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
