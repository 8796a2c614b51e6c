package dev.twofold.event;

import dev.twofold.data.Column;
import dev.twofold.data.DataType.Kind;
import dev.twofold.event.Json.Member;
import dev.twofold.event.Json.Members;
import dev.twofold.event.SourceDefinition.SourceColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a record says, by the rules as they are documented, read from the whole tree at leisure. */
final class ReferenceDecoder {
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d)(:\\d\\d)?(\\.\\d{1,9})?(Z|([+-])(\\d\\d)(:?(\\d\\d))?)");

  private static final class Rejected extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private ReferenceDecoder() {}

  /** The columns' values as Java values, null for NULL; null where the record is a dead letter. */
  static Object[] decode(SourceDefinition source, byte[] value) {
    Object tree = value == null ? null : Json.parse(value);
    if (!(tree instanceof Members record)) {
      return null;
    }
    try {
      checkDoubled(record, source.columns().stream().map(SourceColumn::path).toList());
      Object[] values = new Object[source.columns().size()];
      for (int i = 0; i < values.length; i++) {
        SourceColumn column = source.columns().get(i);
        values[i] = value(column.column(), find(record, column.path()));
      }
      return values;
    } catch (Rejected e) {
      return null;
    }
  }

  /** What is left of the record without what the source declares; null where that is nothing. */
  static Members undeclared(SourceDefinition source, byte[] value) {
    return without(
        (Members) Json.parse(value), source.columns().stream().map(SourceColumn::path).toList());
  }

  private static Members without(Members members, List<List<String>> paths) {
    List<Member> left = new ArrayList<>();
    for (Member member : members.all()) {
      List<List<String>> below = below(paths, member.name());
      if (below.isEmpty()) {
        left.add(member);
      } else if (member.value() instanceof Members object && !below.get(0).isEmpty()) {
        Members rest = without(object, below);
        if (rest != null) {
          left.add(new Member(member.name(), rest));
        }
      }
    }
    return left.isEmpty() ? null : new Members(left);
  }

  private static List<List<String>> below(List<List<String>> paths, String name) {
    return paths.stream()
        .filter(path -> path.get(0).equals(name))
        .map(path -> path.subList(1, path.size()))
        .toList();
  }

  private static void checkDoubled(Members members, List<List<String>> paths) {
    for (int i = 0; i < members.all().size(); i++) {
      Member member = members.all().get(i);
      List<List<String>> below = below(paths, member.name());
      if (below.isEmpty()) {
        continue;
      }
      if (members.all().subList(0, i).stream().anyMatch(m -> m.name().equals(member.name()))) {
        throw new Rejected();
      }
      if (member.value() instanceof Members object && !below.get(0).isEmpty()) {
        checkDoubled(object, below);
      }
    }
  }

  private static Object find(Members members, List<String> path) {
    Object found =
        members.all().stream()
            .filter(member -> member.name().equals(path.get(0)))
            .map(Member::value)
            .findFirst()
            .orElse(Json.NULL);
    if (path.size() == 1 || found == Json.NULL) {
      return found;
    }
    return find((Members) require(found instanceof Members, found), path.subList(1, path.size()));
  }

  private static Object value(Column column, Object json) {
    if (json == Json.NULL) {
      return require(column.nullable(), null);
    }
    Kind kind = column.type().kind();
    if (kind == Kind.BOOLEAN) {
      return require(json instanceof Boolean, json);
    }
    if (kind == Kind.VARCHAR) {
      return require(json instanceof String text && isText(text), json);
    }
    if (kind == Kind.TIMESTAMP) {
      long millis = json instanceof String text ? time(text) : whole(json);
      boolean inRange = millis >= IsoTimestamp.EARLIEST && millis <= IsoTimestamp.LATEST;
      return require(inRange, millis);
    }
    if (kind == Kind.BIGINT) {
      return whole(json);
    }
    require(json instanceof Json.Numeral number && number.text().length() <= 400, null);
    String text = ((Json.Numeral) json).text();
    return kind == Kind.DOUBLE ? floating(text) : exact(text, column);
  }

  private static boolean isText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return utf8.length <= 1_048_576 && new String(utf8, StandardCharsets.UTF_8).equals(text);
  }

  private static long whole(Object json) {
    require(json instanceof Json.Numeral number && number.isWhole(), null);
    String text = ((Json.Numeral) json).text();
    require(text.length() <= 400 && new BigInteger(text).bitLength() <= 63, null);
    return Long.parseLong(text);
  }

  private static Double floating(String text) {
    double value = Double.parseDouble(text) + 0.0;
    return (Double) require(Double.isFinite(value), value);
  }

  private static BigDecimal exact(String text, Column column) {
    try {
      BigDecimal value = new BigDecimal(text).stripTrailingZeros();
      int scale = column.type().scale();
      require(value.signum() == 0 || value.scale() <= scale, null);
      require(value.precision() - (long) value.scale() <= column.type().precision() - scale, null);
      return value.setScale(scale, RoundingMode.UNNECESSARY);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new Rejected();
    }
  }

  private static long time(String text) {
    Matcher time = TIME.matcher(text);
    require(time.matches() && (time.group(3) == null || time.group(2) != null), null);
    try {
      String seconds = time.group(2) == null ? ":00" : time.group(2);
      String fraction = time.group(3) == null ? "" : time.group(3);
      LocalDateTime local = LocalDateTime.parse(time.group(1) + seconds + fraction);
      long minutes = 0;
      if (time.group(5) != null) {
        int hours = Integer.parseInt(time.group(6));
        int more = time.group(8) == null ? 0 : Integer.parseInt(time.group(8));
        require(hours <= 18 && more <= 59, null);
        minutes = (hours * 60L + more) * (time.group(5).equals("-") ? -1 : 1);
      }
      return local.toInstant(ZoneOffset.UTC).toEpochMilli() - minutes * 60_000;
    } catch (DateTimeException e) {
      throw new Rejected();
    }
  }

  private static Object require(boolean holds, Object value) {
    if (!holds) {
      throw new Rejected();
    }
    return value;
  }
}
