package dev.twofold.definition;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.time.temporal.WeekFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The second evaluator: walks an expression and computes it with boxed values, numbers without
 * bounds and lists of code points, sharing no code with what the compiler generates. Null stands
 * for SQL's NULL.
 */
final class RexEvaluator {
  private final Object[] row;

  private RexEvaluator(Object[] row) {
    this.row = row;
  }

  static Object evaluate(RexNode expression, Object[] row) {
    return new RexEvaluator(row).of(expression);
  }

  private Object of(RexNode node) {
    if (node instanceof RexInputRef ref) {
      return row[ref.getIndex()];
    }
    if (node instanceof RexLiteral literal) {
      return literal(literal);
    }
    RexCall call = (RexCall) node;
    List<RexNode> operands = call.getOperands();
    switch (call.getKind()) {
      case AND -> {
        return junction(operands, Boolean.FALSE);
      }
      case OR -> {
        return junction(operands, Boolean.TRUE);
      }
      case CASE -> {
        for (int i = 0; i + 1 < operands.size(); i += 2) {
          if (Boolean.TRUE.equals(of(operands.get(i)))) {
            return as(of(operands.get(i + 1)), call.getType());
          }
        }
        return as(of(operands.get(operands.size() - 1)), call.getType());
      }
      case IS_NULL -> {
        return of(operands.get(0)) == null;
      }
      case IS_NOT_NULL -> {
        return of(operands.get(0)) != null;
      }
      case IS_TRUE -> {
        return Boolean.TRUE.equals(of(operands.get(0)));
      }
      case IS_NOT_TRUE -> {
        return !Boolean.TRUE.equals(of(operands.get(0)));
      }
      case IS_FALSE -> {
        return Boolean.FALSE.equals(of(operands.get(0)));
      }
      case IS_NOT_FALSE -> {
        return !Boolean.FALSE.equals(of(operands.get(0)));
      }
      case IS_DISTINCT_FROM -> {
        return !same(of(operands.get(0)), of(operands.get(1)));
      }
      case IS_NOT_DISTINCT_FROM -> {
        return same(of(operands.get(0)), of(operands.get(1)));
      }
      default -> {}
    }
    List<Object> values = new ArrayList<>();
    for (RexNode operand : operands) {
      Object value =
          operand.getType().getSqlTypeName() == SqlTypeName.SYMBOL
              ? ((RexLiteral) operand).getValue().toString()
              : of(operand);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return strict(call, values);
  }

  private Object junction(List<RexNode> operands, Boolean decisive) {
    boolean unknown = false;
    for (RexNode operand : operands) {
      Object value = of(operand);
      if (decisive.equals(value)) {
        return decisive;
      }
      unknown |= value == null;
    }
    return unknown ? null : (Object) !decisive;
  }

  private static boolean same(Object a, Object b) {
    return (a == null || b == null) ? a == b : compare(a, b) == 0;
  }

  private static Object strict(RexCall call, List<Object> values) {
    Object a = values.get(0);
    Object b = values.size() > 1 ? values.get(1) : null;
    switch (call.getKind()) {
      case NOT -> {
        return !((Boolean) a);
      }
      case EQUALS -> {
        return compare(a, b) == 0;
      }
      case NOT_EQUALS -> {
        return compare(a, b) != 0;
      }
      case LESS_THAN -> {
        return compare(a, b) < 0;
      }
      case LESS_THAN_OR_EQUAL -> {
        return compare(a, b) <= 0;
      }
      case GREATER_THAN -> {
        return compare(a, b) > 0;
      }
      case GREATER_THAN_OR_EQUAL -> {
        return compare(a, b) >= 0;
      }
      case CAST -> {
        return as(a, call.getType());
      }
      case PLUS, MINUS, TIMES, DIVIDE, MOD -> {
        return arithmetic(call, a, b);
      }
      case MINUS_PREFIX -> {
        return a instanceof Double d ? (Object) (0.0 - d) : as(exact(a).negate(), call.getType());
      }
      case PLUS_PREFIX -> {
        return a;
      }
      case FLOOR -> {
        return a instanceof Double d
            ? (Object) (Math.floor(d) + 0.0)
            : whole(call, a, RoundingMode.FLOOR);
      }
      case CEIL -> {
        return a instanceof Double d
            ? (Object) (Math.ceil(d) + 0.0)
            : whole(call, a, RoundingMode.CEILING);
      }
      case EXTRACT -> {
        return extract((String) a, (Long) b);
      }
      case LIKE -> {
        return like(
            (String) a,
            (String) b,
            values.size() > 2 ? ((String) values.get(2)).codePointAt(0) : -1);
      }
      case TRIM -> {
        return trim((String) a, ((String) b).codePointAt(0), (String) values.get(2));
      }
      default -> {}
    }
    return switch (call.getOperator().getName()) {
      case "ABS" ->
          a instanceof Double d ? (Object) Math.abs(d) : as(exact(a).abs(), call.getType());
      case "UPPER" -> ((String) a).toUpperCase(Locale.ROOT);
      case "LOWER" -> ((String) a).toLowerCase(Locale.ROOT);
      case "CHAR_LENGTH" -> (long) points((String) a).length;
      case "||" -> "" + a + b;
      case "SUBSTRING" ->
          substring(points((String) a), (Long) b, values.size() > 2 ? (Long) values.get(2) : null);
      default -> throw new AssertionError("The test evaluator lacks " + call);
    };
  }

  private static Object arithmetic(RexCall call, Object a, Object b) {
    if (a instanceof Double || b instanceof Double) {
      double x = number(a);
      double y = number(b);
      double result =
          switch (call.getKind()) {
            case PLUS -> x + y;
            case MINUS -> x - y;
            case TIMES -> x * y;
            case DIVIDE -> x / y;
            default -> x % y;
          };
      return Double.isFinite(result) ? (Object) (result == 0 ? 0.0 : result) : null;
    }
    BigDecimal x = exact(a);
    BigDecimal y = exact(b);
    switch (call.getKind()) {
      case PLUS -> {
        return as(x.add(y), call.getType());
      }
      case MINUS -> {
        return as(x.subtract(y), call.getType());
      }
      case TIMES -> {
        return as(x.multiply(y), call.getType());
      }
      default -> {}
    }
    if (y.signum() == 0) {
      return null;
    }
    boolean longs = call.getType().getSqlTypeName() != SqlTypeName.DECIMAL;
    if (call.getKind() == SqlKind.MOD) {
      return as(x.remainder(y), call.getType());
    }
    return longs
        ? as(new BigDecimal(x.toBigInteger().divide(y.toBigInteger())), call.getType())
        : as(x.divide(y, call.getType().getScale(), RoundingMode.HALF_UP), call.getType());
  }

  private static Object whole(RexCall call, Object a, RoundingMode mode) {
    return as(exact(a).setScale(0, mode), call.getType());
  }

  private static BigDecimal exact(Object value) {
    return value instanceof Long number ? BigDecimal.valueOf(number) : (BigDecimal) value;
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  /** The value as the type; null where it does not fit. */
  private static Object as(Object value, RelDataType type) {
    if (value == null || !(value instanceof Number)) {
      return value;
    }
    switch (type.getSqlTypeName()) {
      case DOUBLE, FLOAT -> {
        return number(value) + 0.0;
      }
      case DECIMAL -> {
        BigDecimal decimal =
            (value instanceof Double d ? BigDecimal.valueOf(d) : exact(value))
                .setScale(type.getScale(), RoundingMode.HALF_UP);
        return decimal.unscaledValue().abs().compareTo(BigInteger.TEN.pow(type.getPrecision())) < 0
            ? decimal
            : null;
      }
      case INTEGER, BIGINT -> {
        BigInteger whole =
            (value instanceof Double d ? new BigDecimal(d) : exact(value)).toBigInteger();
        return whole.bitLength() < 64 ? (Object) whole.longValue() : null;
      }
      default -> {
        return value;
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static int compare(Object a, Object b) {
    if (a instanceof String x) {
      return Arrays.compareUnsigned(
          x.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8));
    }
    if (a instanceof Double || b instanceof Double) {
      return Double.compare(number(a), number(b));
    }
    if (a instanceof Number) {
      return exact(a).compareTo(exact(b));
    }
    return ((Comparable<Object>) a).compareTo(b);
  }

  private static Object literal(RexLiteral literal) {
    if (literal.isNull()) {
      return null;
    }
    return switch (literal.getType().getSqlTypeName()) {
      case BOOLEAN -> literal.getValueAs(Boolean.class);
      case INTEGER, BIGINT, TIMESTAMP -> literal.getValueAs(Long.class);
      case DOUBLE, FLOAT -> literal.getValueAs(Double.class) + 0.0;
      case DECIMAL -> literal.getValueAs(BigDecimal.class).setScale(literal.getType().getScale());
      default -> literal.getValueAs(String.class);
    };
  }

  private static Object extract(String unit, long millis) {
    OffsetDateTime time = Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    return (long)
        switch (unit) {
          case "YEAR" -> time.getYear();
          case "QUARTER" -> time.get(IsoFields.QUARTER_OF_YEAR);
          case "MONTH" -> time.getMonthValue();
          case "DAY" -> time.getDayOfMonth();
          case "DOW" -> time.get(WeekFields.SUNDAY_START.dayOfWeek());
          case "DOY" -> time.getDayOfYear();
          case "HOUR" -> time.getHour();
          case "MINUTE" -> time.getMinute();
          default -> time.getSecond();
        };
  }

  private static int[] points(String text) {
    return text.codePoints().toArray();
  }

  private static Object substring(int[] points, long start, Long length) {
    if (length != null && length < 0) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    BigInteger end =
        length == null ? null : BigInteger.valueOf(start).add(BigInteger.valueOf(length));
    for (int i = 0; i < points.length; i++) {
      BigInteger position = BigInteger.valueOf(i + 1L);
      if (position.compareTo(BigInteger.valueOf(start)) >= 0
          && (end == null || position.compareTo(end) < 0)) {
        text.appendCodePoint(points[i]);
      }
    }
    return text.toString();
  }

  private static Object like(String text, String pattern, int escape) {
    StringBuilder regex = new StringBuilder();
    int[] points = points(pattern);
    for (int i = 0; i < points.length; i++) {
      if (points[i] == escape) {
        regex.append(Pattern.quote(Character.toString(points[++i])));
      } else {
        regex.append(
            points[i] == '%'
                ? ".*"
                : points[i] == '_' ? "." : Pattern.quote(Character.toString(points[i])));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
  }

  private static Object trim(String where, int character, String text) {
    List<Integer> points = new ArrayList<>(text.codePoints().boxed().toList());
    while (!where.equals("TRAILING") && !points.isEmpty() && points.get(0) == character) {
      points.remove(0);
    }
    while (!where.equals("LEADING")
        && !points.isEmpty()
        && points.get(points.size() - 1) == character) {
      points.remove(points.size() - 1);
    }
    StringBuilder left = new StringBuilder();
    points.forEach(left::appendCodePoint);
    return left.toString();
  }
}
