package dev.twofold.batch.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.twofold.batch.views.RefusedException;
import dev.twofold.data.DataType;
import dev.twofold.event.SourceDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A record a row of comma-separated values (RFC 4180), after a row of names. A name is that of a
 * member of the record, or a JSON pointer to it where it begins with a slash.
 *
 * <p>Cells become what their columns take: numbers and booleans where they can be read as such,
 * else texts. An empty cell is NULL, in quotes it is the empty text.
 */
final class CsvRecords implements FileRecords {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final JsonMapper JSON = new JsonMapper();

  private final MappingIterator<String[]> rows;
  private final List<Member> members;
  private String[] row;
  private long line = 1;

  /** Where a cell goes. */
  private record Member(List<String> path, DataType.Kind kind) {}

  CsvRecords(InputStream in, SourceDefinition source) throws IOException {
    CsvFactory factory =
        CsvFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(LineRecords.LONGEST_LINE).build())
            .build();
    rows =
        CsvMapper.builder(factory)
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.EMPTY_UNQUOTED_STRING_AS_NULL)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build()
            .readerFor(String[].class)
            .readValues(in);
    members = read() ? header(source) : List.of();
  }

  private List<Member> header(SourceDefinition source) {
    List<Member> header = new ArrayList<>();
    Set<List<String>> paths = new HashSet<>();
    for (String cell : row) {
      String name = cell == null ? "" : cell;
      List<String> path =
          name.startsWith("/")
              ? Arrays.stream(name.substring(1).split("/", -1))
                  .map(step -> step.replace("~1", "/").replace("~0", "~"))
                  .toList()
              : List.of(name);
      if (name.isEmpty() || !paths.add(path)) {
        throw new RefusedException(
            "its first line has to name each column once, and has "
                + (name.isEmpty() ? "one without a name" : name + " twice"));
      }
      header.add(new Member(path, kind(path, source)));
    }
    return header;
  }

  /** What is not declared stays a text. */
  private static DataType.Kind kind(List<String> path, SourceDefinition source) {
    return source.columns().stream()
        .filter(column -> column.path().equals(path))
        .findFirst()
        .map(column -> column.column().type().kind())
        .orElse(DataType.Kind.VARCHAR);
  }

  @Override
  public boolean next() throws IOException {
    return !members.isEmpty() && read();
  }

  private boolean read() throws IOException {
    try {
      line = rows.getCurrentLocation().getLineNr();
      if (!rows.hasNextValue()) {
        return false;
      }
      row = rows.nextValue();
      return true;
    } catch (JsonProcessingException e) {
      throw new RefusedException(
          "is no CSV from line " + line + " on: " + e.getOriginalMessage(), e);
    }
  }

  @Override
  public byte[] value() {
    try {
      if (fault() != null) {
        return JSON.writeValueAsBytes(row);
      }
      ObjectNode root = JSON.createObjectNode();
      for (int i = 0; i < row.length; i++) {
        if (row[i] != null) {
          put(members.get(i), row[i], root);
        }
      }
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts can always be written", e);
    }
  }

  private static void put(Member member, String cell, ObjectNode root) {
    ObjectNode parent = root;
    for (String step : member.path.subList(0, member.path.size() - 1)) {
      parent = parent.withObjectProperty(step);
    }
    String name = member.path.get(member.path.size() - 1);
    boolean isNumber = NUMBER.matcher(cell).matches();
    switch (member.kind) {
      case BIGINT, DOUBLE, DECIMAL, TIMESTAMP -> {
        if (isNumber) {
          parent.putRawValue(name, new RawValue(cell));
        } else {
          parent.put(name, cell);
        }
      }
      case BOOLEAN -> {
        if (cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false")) {
          parent.put(name, Boolean.parseBoolean(cell));
        } else {
          parent.put(name, cell);
        }
      }
      default -> parent.put(name, cell);
    }
  }

  @Override
  public String fault() {
    return row.length == members.size()
        ? null
        : "has " + row.length + " cells, and its file names " + members.size() + " columns";
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
