package dev.twofold.batch.job;

import dev.twofold.batch.views.RefusedException;
import dev.twofold.event.SourceDefinition;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;

/** The records of a file of text, one after the other, each as its topic would hold it. */
interface FileRecords extends Closeable {
  /**
   * Goes to the next one. False at the end.
   *
   * @throws RefusedException where the file is not of its format from here on
   * @throws IOException where it cannot be read, or ends in the middle
   */
  boolean next() throws IOException;

  /** The record's bytes: a JSON object, as far as they are one. */
  byte[] value();

  /** Null, or why the record is a dead letter whatever its source declares. */
  String fault();

  /** The line of the file that the record began in, from 1. */
  long line();

  static FileRecords open(InputFile file, SourceDefinition source, Configuration hadoop)
      throws IOException {
    InputStream in = file.open(hadoop);
    try {
      return file.format() == InputFile.Format.CSV
          ? new CsvRecords(in, source)
          : new LineRecords(in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }
}
