package dev.twofold.batch.views;

import java.io.Serializable;
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
    return Summary.json(
        out -> {
          out.writeStartObject();
          out.writeStringField("name", name);
          out.writeNumberField("number", number);
          out.writeNumberField("records", records);
          out.writeNumberField("rejected", rejected);
          out.writeNumberField("added", addedMillis);
          out.writeEndObject();
        });
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
    Map<String, String> fields = Summary.fields(json);
    return new BackfilledFile(
        sha256,
        fields.get("name"),
        Integer.parseInt(fields.get("number")),
        Long.parseLong(fields.get("records")),
        Long.parseLong(fields.get("rejected")),
        Long.parseLong(fields.get("added")));
  }
}
