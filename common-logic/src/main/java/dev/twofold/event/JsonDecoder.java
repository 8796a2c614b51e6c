package dev.twofold.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import dev.twofold.data.Scalars;
import java.io.IOException;
import java.util.Arrays;

/**
 * Decodes JSON objects. Strict: the whole record is validated, whatever columns are declared, and a
 * record is either right or a dead letter.
 *
 * <ul>
 *   <li>The record is one JSON object (RFC 8259) in well-formed UTF-8, nested at most {@link
 *       #MAX_DEPTH} deep; nothing but white space follows it.
 *   <li>A declared member comes at most once. Undeclared ones are not looked at for that.
 *   <li>A missing member and a null are NULL.
 *   <li>Of a column that the source gained when it had events no record is rejected, as none was
 *       before: its value is the first member that fits, and NULL where none does. What did not fit
 *       is an unknown field, as is all that follows the one that did.
 *   <li>BIGINT takes whole numbers without point or exponent; DECIMAL takes numbers that it holds
 *       exactly; DOUBLE takes the nearest; TIMESTAMP takes an ISO 8601 string with an offset, or
 *       whole milliseconds since 1970; VARCHAR takes text of up to {@link Scalars#MAX_TEXT_BYTES}.
 * </ul>
 */
public final class JsonDecoder implements EventDecoder {
  /** Objects and arrays may be nested this deep, the record itself counted. */
  public static final int MAX_DEPTH = 100;

  private static final String NOT_JSON = "is not valid JSON";
  private static final String TOO_DEEP = "is nested more than " + MAX_DEPTH + " deep";
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Limits of the parser's own would depend on its version: both layers must reject alike.
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final Column[] columns;
  private final JsonNode root;
  private final UnknownFields unknown;
  private long record;
  private boolean escaped;
  private boolean large;

  private JsonDecoder(SourceDefinition source, UnknownFields unknown) {
    this.columns =
        source.columns().stream().map(SourceDefinition.SourceColumn::column).toArray(Column[]::new);
    this.root = JsonNode.trieOf(source);
    this.unknown = unknown;
  }

  /** A decoder that passes over what the source does not declare. */
  public static JsonDecoder of(SourceDefinition source) {
    return new JsonDecoder(source, null);
  }

  /**
   * A decoder that keeps what the source does not declare in {@link Row#unknownFields}, as it was
   * written.
   */
  public static JsonDecoder keepingUnknown(SourceDefinition source) {
    return new JsonDecoder(source, new UnknownFields());
  }

  @Override
  public String decode(byte[] value, Row into) {
    if (value == null) {
      return "has no value (a tombstone)";
    }
    int start = 0;
    while (start < value.length && isWhiteSpace(value[start])) {
      start++;
    }
    if (start == value.length) {
      return "is empty";
    }
    // Not left to the parser, which would take UTF-16 and byte order marks as well.
    if (value[start] != '{' || (start + 1 < value.length && value[start + 1] == 0)) {
      return "is not a JSON object";
    }
    if (!Utf8.isWellFormed(value)) {
      return "is not valid UTF-8";
    }
    record++;
    escaped = Utf8.hasBackslash(value);
    large = value.length > Scalars.MAX_TEXT_BYTES;
    into.unknownFields = null;
    Arrays.fill(into.nulls, true);
    try (JsonParser parser = FACTORY.createParser(value, start, value.length - start)) {
      parser.nextToken();
      if (unknown != null) {
        unknown.start(value, start);
      }
      String wrong = readObject(parser, root, 1, into);
      if (wrong != null) {
        return wrong;
      }
      if (parser.nextToken() != null) {
        return "has more after the JSON object";
      }
    } catch (IOException | IllegalStateException e) {
      return NOT_JSON;
    }
    if (unknown != null) {
      into.unknownFields = unknown.text();
    }
    return missing(into);
  }

  private String readObject(JsonParser parser, JsonNode object, int depth, Row into)
      throws IOException {
    JsonNode previous = null;
    while (true) {
      // Producers write members in one order: the one that followed last time is tried first.
      JsonNode member = previous == null ? object.first : previous.following;
      if (member == null || !parser.nextFieldName(member.serialized)) {
        if (member == null) {
          parser.nextToken();
        }
        if (!parser.hasToken(JsonToken.FIELD_NAME)) {
          break;
        }
        member = object.child(parser.currentName());
      }
      int start = unknown == null ? 0 : UnknownFields.memberStart(parser);
      JsonToken token = parser.nextToken();
      if (member == null) {
        if (!skip(parser, token, depth)) {
          return TOO_DEEP;
        }
        if (unknown != null) {
          unknown.member(start, parser);
        }
        continue;
      }
      if (previous == null) {
        object.first = member;
      } else {
        previous.following = member;
      }
      previous = member;
      if (member.gained) {
        String wrong = readGained(parser, token, member, start, depth, into);
        if (wrong != null) {
          return wrong;
        }
        continue;
      }
      if (member.lastSeen == record) {
        return "has the member " + member.pointer + " twice";
      }
      member.lastSeen = record;
      String wrong =
          member.column >= 0
              ? readColumn(parser, token, member.column, into)
              : readNested(parser, token, member, start, depth, into);
      if (wrong != null) {
        return wrong;
      }
    }
    return parser.currentToken() == JsonToken.END_OBJECT ? null : NOT_JSON;
  }

  /** Reads what fits, and passes over the rest as over an undeclared member. */
  private String readGained(
      JsonParser parser, JsonToken token, JsonNode member, int start, int depth, Row into)
      throws IOException {
    if (member.column < 0 && token == JsonToken.START_OBJECT) {
      return readNested(parser, token, member, start, depth, into);
    }
    if (member.column >= 0 && into.nulls[member.column]) {
      if (readColumn(parser, token, member.column, into) == null) {
        return null;
      }
      into.nulls[member.column] = true;
    }
    if (!skip(parser, token, depth)) {
      return TOO_DEEP;
    }
    if (unknown != null) {
      unknown.member(start, parser);
    }
    return null;
  }

  private String readNested(
      JsonParser parser, JsonToken token, JsonNode member, int start, int depth, Row into)
      throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token != JsonToken.START_OBJECT) {
      return "member " + member.pointer + " is not an object";
    }
    int mark = unknown == null ? 0 : unknown.open(start, parser);
    String wrong = readObject(parser, member, depth + 1, into);
    if (wrong == null && unknown != null) {
      unknown.close(mark);
    }
    return wrong;
  }

  private String readColumn(JsonParser parser, JsonToken token, int index, Row into)
      throws IOException {
    Column column = columns[index];
    String wrong = JsonValues.read(parser, token, column, index, into);
    if (wrong == null
        && (escaped || large)
        && !into.nulls[index]
        && column.type().equals(DataType.VARCHAR)) {
      return wrongText(column, (String) into.refs[index]);
    }
    return wrong;
  }

  /** What most records cannot have: only one with escapes or of a great length is looked at. */
  private static String wrongText(Column column, String text) {
    if (Utf8.hasLoneSurrogate(text)) {
      return JsonValues.reason(column, "holds half of a surrogate pair");
    }
    return Scalars.isLonger(text, Scalars.MAX_TEXT_BYTES)
        ? JsonValues.reason(column, "takes more than " + Scalars.MAX_TEXT_BYTES + " bytes")
        : null;
  }

  /** Passes over a value, reading all of it; false where it is nested too deep. */
  private static boolean skip(JsonParser parser, JsonToken first, int outerDepth)
      throws IOException {
    int depth = outerDepth;
    JsonToken token = first;
    while (true) {
      if (token.isStructStart()) {
        if (++depth > MAX_DEPTH) {
          return false;
        }
      } else if (token.isStructEnd()) {
        depth--;
      }
      if (depth == outerDepth) {
        return true;
      }
      token = parser.nextToken();
    }
  }

  private String missing(Row row) {
    for (int i = 0; i < columns.length; i++) {
      if (row.nulls[i] && !columns[i].nullable()) {
        return JsonValues.reason(columns[i], "is missing");
      }
    }
    return null;
  }

  private static boolean isWhiteSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
