package dev.twofold.definition;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes random expressions over the columns of {@code events.yaml}, as SQL text. */
final class RandomSql {
  private static final List<String> TEXTS =
      List.of(
          "''",
          "'a'",
          "'ab'",
          "'Ab '",
          "' b'",
          "'é'",
          "'Москва'",
          "'😀a'",
          "'ﬀ'",
          "'it''s'",
          "'%_'");
  private static final List<String> PATTERNS =
      List.of("'%'", "'a%'", "'%b'", "'_'", "'%a_'", "''", "'a!%%' ESCAPE '!'", "'%😀%'", "'_%_'");
  private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");

  private final Random random;

  RandomSql(Random random) {
    this.random = random;
  }

  String any(int depth) {
    return switch (random.nextInt(6)) {
      case 0 -> condition(depth);
      case 1 -> whole(depth);
      case 2 -> floating(depth);
      case 3 -> decimal(depth);
      case 4 -> text(depth);
      default -> time(depth);
    };
  }

  String condition(int depth) {
    if (depth == 0) {
      return pick("flag", "flag", "TRUE", "FALSE", "(size = 1)", "(name IS NULL)");
    }
    int d = depth - 1;
    return switch (random.nextInt(16)) {
      case 0, 1 -> "(" + condition(d) + " AND " + condition(d) + ")";
      case 2, 3 -> "(" + condition(d) + " OR " + condition(d) + ")";
      case 4 -> "(NOT " + condition(d) + ")";
      case 5 ->
          "("
              + condition(d)
              + " "
              + pick(
                  "IS TRUE",
                  "IS NOT TRUE",
                  "IS FALSE",
                  "IS NOT FALSE",
                  "IS UNKNOWN",
                  "IS NOT UNKNOWN")
              + ")";
      case 6 -> "(" + any(d) + " " + pick("IS NULL", "IS NOT NULL") + ")";
      case 7 -> "(" + text(d) + " " + comparison() + " " + text(d) + ")";
      case 8 -> "(" + time(d) + " " + comparison() + " " + time(d) + ")";
      case 9 -> "(" + condition(d) + " " + comparison() + " " + condition(d) + ")";
      case 10 ->
          "("
              + text(d)
              + pick(" LIKE ", " NOT LIKE ")
              + PATTERNS.get(random.nextInt(PATTERNS.size()))
              + ")";
      case 11 -> "(" + text(d) + pick(" IN (", " NOT IN (") + list(TEXTS.size(), TEXTS::get) + "))";
      case 12 ->
          "(" + whole(d) + pick(" IN (", " NOT IN (") + list(12, i -> String.valueOf(i - 3)) + "))";
      case 13 ->
          "("
              + number(d)
              + pick(" BETWEEN ", " NOT BETWEEN ")
              + number(d)
              + " AND "
              + number(d)
              + ")";
      case 14 ->
          "(" + whole(d) + pick(" IS DISTINCT FROM ", " IS NOT DISTINCT FROM ") + whole(d) + ")";
      default -> "(" + number(d) + " " + comparison() + " " + number(d) + ")";
    };
  }

  private String whole(int depth) {
    if (depth == 0) {
      return pick(
          "size",
          "width",
          "size",
          "0",
          "1",
          "-7",
          "3",
          "9223372036854775807",
          "4611686018427387904");
    }
    int d = depth - 1;
    return switch (random.nextInt(12)) {
      case 0, 1 -> "(" + whole(d) + pick(" + ", " - ", " * ", " / ") + whole(d) + ")";
      case 2 -> "MOD(" + whole(d) + ", " + whole(d) + ")";
      case 3 -> pick("ABS(", "FLOOR(", "-(", "CEIL(") + whole(d) + ")";
      case 4 -> "CHAR_LENGTH(" + text(d) + ")";
      case 5 ->
          "EXTRACT("
              + pick("YEAR", "QUARTER", "MONTH", "DAY", "DOW", "DOY", "HOUR", "MINUTE", "SECOND")
              + " FROM "
              + time(d)
              + ")";
      case 6 -> "CAST(" + number(d) + " AS BIGINT)";
      case 7 -> "NULLIF(" + whole(d) + ", " + whole(d) + ")";
      case 8 -> "COALESCE(" + whole(d) + ", " + whole(d) + ")";
      case 9 -> choice(d, this::whole);
      default -> whole(0);
    };
  }

  private String floating(int depth) {
    if (depth == 0) {
      return pick("weight", "height", "weight", "0e0", "1.5e0", "-2e300", "1e-3");
    }
    int d = depth - 1;
    return switch (random.nextInt(8)) {
      case 0, 1 -> "(" + floating(d) + pick(" + ", " - ", " * ", " / ") + number(d) + ")";
      case 2 -> "(" + number(d) + pick(" + ", " - ", " * ", " / ") + floating(d) + ")";
      case 3 -> pick("ABS(", "FLOOR(", "CEIL(", "-(") + floating(d) + ")";
      case 4 -> "CAST(" + number(d) + " AS DOUBLE)";
      case 5 -> choice(d, this::floating);
      default -> floating(0);
    };
  }

  private String decimal(int depth) {
    if (depth == 0) {
      return pick("price", "price", "0.5", "1.25", "-3.0", "99999999.99");
    }
    int d = depth - 1;
    return switch (random.nextInt(9)) {
      case 0, 1 -> "(" + decimal(d) + pick(" + ", " - ", " * ", " / ") + decimal(d) + ")";
      case 2 -> "(" + decimal(d) + pick(" + ", " - ", " * ", " / ") + whole(d) + ")";
      case 3 -> pick("ABS(", "FLOOR(", "CEIL(", "-(") + decimal(d) + ")";
      case 4 -> "CAST(" + number(d) + " AS DECIMAL(12, 3))";
      case 5 -> "MOD(" + decimal(d) + ", " + decimal(d) + ")";
      case 6 -> choice(d, this::decimal);
      default -> decimal(0);
    };
  }

  private String number(int depth) {
    return switch (random.nextInt(3)) {
      case 0 -> whole(depth);
      case 1 -> floating(depth);
      default -> decimal(depth);
    };
  }

  private String text(int depth) {
    if (depth == 0) {
      return random.nextInt(3) == 0
          ? TEXTS.get(random.nextInt(TEXTS.size()))
          : pick("kind", "name", "\"user\"");
    }
    int d = depth - 1;
    return switch (random.nextInt(9)) {
      case 0 -> pick("UPPER(", "LOWER(") + text(d) + ")";
      case 1 -> "SUBSTRING(" + text(d) + " FROM " + whole(d) + ")";
      case 2 ->
          "SUBSTRING("
              + text(d)
              + ", "
              + pick("0", "1", "2", whole(d))
              + ", "
              + pick("1", "2", whole(d))
              + ")";
      case 3 ->
          "TRIM("
              + pick("BOTH", "LEADING", "TRAILING")
              + " "
              + pick("' '", "'a'", "'😀'")
              + " FROM "
              + text(d)
              + ")";
      case 4 -> "(" + text(d) + " || " + text(d) + ")";
      case 5 -> "COALESCE(" + text(d) + ", " + text(d) + ")";
      case 6 -> choice(d, this::text);
      default -> text(0);
    };
  }

  private String time(int depth) {
    if (depth == 0) {
      return pick(
          "event_time",
          "seen",
          "seen",
          "TIMESTAMP '2015-09-12 13:00:00'",
          "TIMESTAMP '1969-12-31 23:59:59.999'");
    }
    return random.nextBoolean() ? choice(depth - 1, this::time) : time(0);
  }

  private String choice(int depth, IntFunction<String> make) {
    return "CASE WHEN "
        + condition(depth)
        + " THEN "
        + make.apply(depth)
        + (random.nextBoolean() ? " WHEN " + condition(depth) + " THEN " + make.apply(depth) : "")
        + (random.nextInt(3) > 0 ? " ELSE " + make.apply(depth) : "")
        + " END";
  }

  private String list(int bound, IntFunction<String> item) {
    return IntStream.range(0, 1 + random.nextInt(10))
        .mapToObj(i -> item.apply(random.nextInt(bound)))
        .collect(Collectors.joining(", "));
  }

  private String comparison() {
    return COMPARISONS.get(random.nextInt(COMPARISONS.size()));
  }

  private String pick(String... options) {
    return options[random.nextInt(options.length)];
  }
}
