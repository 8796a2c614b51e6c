package dev.twofold.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.serving.HttpServer;
import dev.twofold.serving.MemoryLayers;
import dev.twofold.serving.Order;
import dev.twofold.serving.Shop;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stock driver of Avatica against the serving layer: one epoch in batch, one in speed. */
class JdbcTest {
  private static final Calendar UTC = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
  private static HttpServer server;
  private Connection connection;

  @BeforeAll
  static void start() throws Exception {
    List<Order> orders =
        List.of(
            Order.of("2015-09-12T13:01:00Z", "Wien", null, 1L, "a", 1L, "1234567.80"),
            Order.of("2015-09-12T13:02:00Z", "Wien", null, 1L, "b", 1L, "0.10"),
            Order.of("2015-09-12T13:10:00Z", "O'Hara", null, 2L, "a", 1L, null));
    MemoryLayers byCity =
        new MemoryLayers(Shop.view("by_city"), orders, new long[] {1, 2, 2})
            .publish(new TreeSet<>(List.of(1L))).stream(0);
    Catalog catalog = new Catalog(Shop.PROJECT, List.of(byCity.served()), List.of());
    server =
        HttpServer.start(
            "127.0.0.1",
            0,
            environment ->
                ServingApi.install(
                    environment,
                    () -> catalog,
                    List.of(),
                    new Reconciliations(
                        () -> {
                          throw new IllegalStateException("There is no warehouse");
                        },
                        "shop"),
                    new BatchRuns(
                        () -> {
                          throw new IllegalStateException("There is no warehouse");
                        },
                        List::of)));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void connect() throws SQLException {
    connection =
        DriverManager.getConnection("jdbc:avatica:remote:url=" + server.url() + "/v1/jdbc");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @Test
  void statementsAreAnsweredWithTheTypesThatTheirColumnsHave() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT city, express, lane, window_start, orders, revenue, customers"
                    + " FROM by_city ORDER BY lane")) {
      assertThat(rows.getMetaData().getColumnType(6)).isEqualTo(Types.DECIMAL);
      assertThat(rows.getMetaData().getColumnLabel(6)).isEqualTo("revenue");
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("city")).isEqualTo("Wien");
      rows.getBoolean("express");
      assertThat(rows.wasNull()).isTrue();
      assertThat(rows.getLong("lane")).isEqualTo(1);
      assertThat(rows.getTimestamp("window_start", UTC))
          .isEqualTo(Timestamp.from(Instant.parse("2015-09-12T13:00:00Z")));
      assertThat(rows.getInt("orders")).isEqualTo(2);
      assertThat(rows.getBigDecimal("revenue")).isEqualTo("1234567.90");
      assertThat(rows.getLong("customers")).isEqualTo(2);
      assertThat(rows.next()).isTrue();
      assertThat(rows.getObject("revenue")).isNull();
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void questionMarksTakeValuesAgainAndAgain() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT MERGE(orders) FROM by_city WHERE city = ? AND lane = ? AND window_start >= ?")) {
      assertThat(statement.getParameterMetaData().getParameterCount()).isEqualTo(3);
      assertThat(orders(statement, "Wien", 1)).isEqualTo(2);
      assertThat(orders(statement, "O'Hara", 2)).isEqualTo(1);
      assertThat(orders(statement, "' OR 1=1 --", 2)).isEqualTo(0);
    }
  }

  @Test
  void whatQuestionMarksStandForGoesDownToTheStores() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("EXPLAIN SELECT * FROM by_city WHERE city = ? AND lane = ?")) {
      statement.setString(1, "O'Hara");
      statement.setLong(2, 2);
      try (ResultSet steps = statement.executeQuery()) {
        assertThat(steps.next()).isTrue();
        assertThat(steps.getString("asked")).endsWith(": city = 'O''Hara' AND lane = 2");
      }
    }
  }

  private static long orders(PreparedStatement statement, String city, long lane)
      throws SQLException {
    statement.setString(1, city);
    statement.setLong(2, lane);
    statement.setTimestamp(3, Timestamp.from(Instant.parse("2015-09-12T13:00:00Z")), UTC);
    try (ResultSet rows = statement.executeQuery()) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  @Test
  void toolsFindTheViewsAndTheirColumns() throws SQLException {
    DatabaseMetaData database = connection.getMetaData();
    assertThat(database.isReadOnly()).isTrue();
    try (ResultSet tables = database.getTables(null, null, "by\\_c%", null)) {
      assertThat(tables.next()).isTrue();
      assertThat(tables.getString("TABLE_NAME")).isEqualTo("by_city");
      assertThat(tables.next()).isFalse();
    }
    try (ResultSet columns = database.getColumns(null, null, "by_city", "%")) {
      List<String> found = new ArrayList<>();
      while (columns.next()) {
        found.add(columns.getString("COLUMN_NAME") + " " + columns.getString("TYPE_NAME"));
      }
      assertThat(found)
          .startsWith("city VARCHAR", "express BOOLEAN", "lane BIGINT", "window_start TIMESTAMP")
          .contains("revenue DECIMAL");
    }
    try (ResultSet none = database.getTables(null, null, "BY_CITY", null)) {
      assertThat(none.next()).isFalse();
    }
  }

  @Test
  void aMistakeIsToldInTheWordsOfTheServer() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT SUM(customers) FROM by_city"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Use MERGE(customers)")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("42000"));
      assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM by_city"))
          .hasMessageContaining("Views can only be read");
      statement.setMaxRows(1);
      try (ResultSet rows = statement.executeQuery("SELECT * FROM by_city")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.next()).isFalse();
      }
    }
  }
}
