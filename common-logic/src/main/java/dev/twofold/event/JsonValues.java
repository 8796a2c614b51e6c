package dev.twofold.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.twofold.data.Column;
import dev.twofold.data.DataType;
import dev.twofold.data.Row;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Reads the parser's current scalar as a value of a column's type. Each method yields null, or why
 * it cannot.
 */
final class JsonValues {
  /** Longer numbers cost more than linear time to read, and no type holds them. */
  private static final int MAX_NUMBER_LENGTH = 400;

  private JsonValues() {}

  static String read(JsonParser parser, JsonToken token, Column column, int index, Row into)
      throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      into.nulls[index] = true;
      return column.nullable() ? null : reason(column, "is null");
    }
    into.nulls[index] = false;
    DataType type = column.type();
    switch (type.kind()) {
      case BOOLEAN -> {
        if (!token.isBoolean()) {
          return mismatch(column, token);
        }
        into.words[index] = token == JsonToken.VALUE_TRUE ? 1 : 0;
        return null;
      }
      case BIGINT -> {
        return readLong(parser, token, column, index, into);
      }
      case DOUBLE -> {
        return readDouble(parser, token, column, index, into);
      }
      case DECIMAL -> {
        return readDecimal(parser, token, column, index, into);
      }
      case TIMESTAMP -> {
        return readTimestamp(parser, token, column, index, into);
      }
      default -> {
        if (token != JsonToken.VALUE_STRING) {
          return mismatch(column, token);
        }
        into.refs[index] = parser.getText();
        return null;
      }
    }
  }

  private static String readLong(
      JsonParser parser, JsonToken token, Column column, int index, Row into) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_INT) {
      return token == JsonToken.VALUE_NUMBER_FLOAT
          ? reason(column, "is not a whole number")
          : mismatch(column, token);
    }
    if (parser.getTextLength() > MAX_NUMBER_LENGTH
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return outOfRange(column);
    }
    into.words[index] = parser.getLongValue();
    return null;
  }

  private static String readDouble(
      JsonParser parser, JsonToken token, Column column, int index, Row into) throws IOException {
    if (!token.isNumeric()) {
      return mismatch(column, token);
    }
    if (parser.getTextLength() > MAX_NUMBER_LENGTH) {
      return reason(column, "has a number of more than " + MAX_NUMBER_LENGTH + " characters");
    }
    double value = parser.getDoubleValue();
    if (Double.isInfinite(value)) {
      return outOfRange(column);
    }
    into.words[index] = Double.doubleToRawLongBits(value + 0.0); // -0.0 + 0.0 is 0.0
    return null;
  }

  private static String readDecimal(
      JsonParser parser, JsonToken token, Column column, int index, Row into) throws IOException {
    if (!token.isNumeric()) {
      return mismatch(column, token);
    }
    if (parser.getTextLength() > MAX_NUMBER_LENGTH) {
      return reason(column, "has a number of more than " + MAX_NUMBER_LENGTH + " characters");
    }
    BigDecimal value;
    try {
      value =
          new BigDecimal(
              parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    } catch (NumberFormatException e) {
      return outOfRange(column); // the exponent is beyond an int
    }
    int precision = column.type().precision();
    int scale = column.type().scale();
    if (value.signum() == 0) {
      into.refs[index] = BigDecimal.ZERO.setScale(scale);
      return null;
    }
    // Looked at before the scale is changed: 1e999999999 has that many digits.
    if ((long) value.precision() - value.scale() > precision - scale) {
      return outOfRange(column);
    }
    if ((long) value.scale() - value.precision() >= scale) {
      return tooFine(column);
    }
    try {
      into.refs[index] = value.setScale(scale, RoundingMode.UNNECESSARY);
      return null;
    } catch (ArithmeticException e) {
      return tooFine(column);
    }
  }

  private static String readTimestamp(
      JsonParser parser, JsonToken token, Column column, int index, Row into) throws IOException {
    long millis;
    if (token == JsonToken.VALUE_STRING) {
      millis =
          IsoTimestamp.parse(
              parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
      if (millis == IsoTimestamp.INVALID) {
        return reason(column, "is no ISO 8601 timestamp with an offset");
      }
    } else if (token.isNumeric()) {
      String wrong = readLong(parser, token, column, index, into);
      if (wrong != null) {
        return wrong;
      }
      millis = into.words[index];
    } else {
      return mismatch(column, token);
    }
    if (!IsoTimestamp.isInRange(millis)) {
      return reason(column, "is not in the years 1 to 9999");
    }
    into.words[index] = millis;
    return null;
  }

  static String mismatch(Column column, JsonToken token) {
    String found =
        switch (token) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "an array";
          case VALUE_STRING -> "a string";
          case VALUE_TRUE, VALUE_FALSE -> "a boolean";
          default -> "a number";
        };
    return reason(column, "is " + found + ", not a " + column.type());
  }

  private static String outOfRange(Column column) {
    return reason(column, "is out of the range of " + column.type());
  }

  private static String tooFine(Column column) {
    return reason(column, "has more decimals than " + column.type());
  }

  static String reason(Column column, String what) {
    return "column " + column.name() + " " + what;
  }
}
