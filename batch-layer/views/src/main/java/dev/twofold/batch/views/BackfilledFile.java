package dev.twofold.batch.views;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Serializable;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A file whose records are in a master dataset. It is known by its content: the same bytes under
 * another name are the same file.
 *
 * @param sha256 of its bytes, in hexadecimal digits
 * @param name where it was, for people
 * @param number counts up from 0 with each file of a source
 * @param records in it, dead letters among them
 * @param rejected those of them that are dead letters
 * @param addedMillis when, since 1970, UTC
 */
public record BackfilledFile(
    String sha256, String name, int number, long records, long rejected, long addedMillis)
    implements Serializable {
  private static final String PROPERTY = "twofold.backfill.";
  private static final int INDEX_BITS = 40;
  private static final JsonFactory JSON = new JsonFactory();

  /** The first offset of a file, of those that its records have in {@link MasterDataset#FILES}. */
  public static long offset(int number) {
    return (long) number << INDEX_BITS;
  }

  /** The number of the file that a record came from. */
  public static int number(long offset) {
    return (int) (offset >> INDEX_BITS);
  }

  /** The table's property that remembers it. */
  String property() {
    return PROPERTY + sha256;
  }

  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeStringField("name", name);
      out.writeNumberField("number", number);
      out.writeNumberField("records", records);
      out.writeNumberField("rejected", rejected);
      out.writeNumberField("added", addedMillis);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Those that a table's properties remember, in the order of their numbers. */
  static List<BackfilledFile> in(Map<String, String> properties) {
    return properties.entrySet().stream()
        .filter(property -> property.getKey().startsWith(PROPERTY))
        .map(property -> read(property.getKey().substring(PROPERTY.length()), property.getValue()))
        .sorted(Comparator.comparingInt(BackfilledFile::number))
        .toList();
  }

  private static BackfilledFile read(String sha256, String json) {
    String name = "";
    int number = 0;
    long records = 0;
    long rejected = 0;
    long added = 0;
    try (JsonParser in = JSON.createParser(json)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String member = in.currentName();
        in.nextToken();
        switch (member) {
          case "name" -> name = in.getText();
          case "number" -> number = in.getIntValue();
          case "records" -> records = in.getLongValue();
          case "rejected" -> rejected = in.getLongValue();
          case "added" -> added = in.getLongValue();
          default -> in.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BackfilledFile(sha256, name, number, records, rejected, added);
  }
}
