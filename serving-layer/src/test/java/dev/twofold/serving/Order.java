package dev.twofold.serving;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** An event of the tests' source. Every column but the time may be null. */
public record Order(
    long at,
    String city,
    Boolean express,
    Long lane,
    String customer,
    Long items,
    BigDecimal price) {
  /**
   * @param at ISO 8601
   * @param price in digits
   */
  public static Order of(
      String at,
      String city,
      Boolean express,
      Long lane,
      String customer,
      Long items,
      String price) {
    return new Order(
        Instant.parse(at).toEpochMilli(),
        city,
        express,
        lane,
        customer,
        items,
        price == null ? null : new BigDecimal(price));
  }

  byte[] json() {
    String text =
        "{\"placed_at\":\""
            + Instant.ofEpochMilli(at)
            + "\",\"city\":"
            + quoted(city)
            + ",\"express\":"
            + express
            + ",\"lane\":"
            + lane
            + ",\"customer\":"
            + quoted(customer)
            + ",\"items\":"
            + items
            + ",\"price\":"
            + price
            + "}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    return text == null ? "null" : '"' + text.replace("\"", "\\\"") + '"';
  }
}
