package dev.twofold.reconciliation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.Instant;

/**
 * Reports as JSON and back: members in snake case, times as ISO texts, causes and outcomes by their
 * constants' names. Members may be added; a reader skips those that it does not know.
 */
public final class ReportJson {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // What a range says of itself is no part of it.
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .addModule(times())
          .build();

  private ReportJson() {}

  private static SimpleModule times() {
    return new SimpleModule()
        .addSerializer(Instant.class, ToStringSerializer.instance)
        .addDeserializer(Instant.class, new InstantReader());
  }

  /** On several lines. */
  public static String write(Report report) {
    try {
      return JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a report as JSON", e);
    }
  }

  static String write(Comparison comparison) {
    try {
      return JSON.writeValueAsString(comparison);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a comparison as JSON", e);
    }
  }

  static Comparison comparison(String json) {
    try {
      return JSON.readValue(json, Comparison.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot read a comparison: " + e.getMessage(), e);
    }
  }

  private static final class InstantReader extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Instant.parse(in.getText());
    }
  }
}
