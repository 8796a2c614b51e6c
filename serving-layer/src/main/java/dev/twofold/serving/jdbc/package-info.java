/**
 * JDBC: what the stock driver of Apache Calcite's Avatica asks of a server, answered by the SQL
 * engine.
 */
package dev.twofold.serving.jdbc;
