package dev.twofold.definition;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.twofold.definition.DeployedView.Status;
import dev.twofold.definition.DeployedView.Version;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A deployment's text:
 *
 * <pre>
 * {"format": 1, "number": 7,
 *  "sources": [{"name": "wiki_edits", "yaml": "topic: …", "gained": ["country"], "removed_at": 0}],
 *  "views": [{"name": "edits", "hold": "why", "removed_at": 0, "versions": [
 *    {"id": "0f3a…", "meaning": "0f3a…", "life": 0, "status": "IN_FORCE", "since": 1764000000000,
 *     "sql": "SELECT …"}]}],
 *  "lives": {"0f3a…": 1}}
 * </pre>
 *
 * Members may be added; a reader skips those that it does not know.
 */
final class DeploymentJson {
  private static final int FORMAT = 1;
  private static final JsonFactory JSON = new JsonFactory();

  private DeploymentJson() {}

  static String write(Deployment deployment) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeNumberField("format", FORMAT);
      out.writeNumberField("number", deployment.number());
      out.writeArrayFieldStart("sources");
      for (DeployedSource source : new TreeMap<>(deployment.sources()).values()) {
        write(source, out);
      }
      out.writeEndArray();
      out.writeArrayFieldStart("views");
      for (DeployedView view : new TreeMap<>(deployment.views()).values()) {
        write(view, out);
      }
      out.writeEndArray();
      out.writeObjectFieldStart("lives");
      for (Map.Entry<String, Integer> lives : new TreeMap<>(deployment.lives()).entrySet()) {
        out.writeNumberField(lives.getKey(), lives.getValue());
      }
      out.writeEndObject();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(DeployedSource source, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", source.name());
    out.writeStringField("yaml", source.yaml());
    out.writeArrayFieldStart("gained");
    for (String column : source.gained()) {
      out.writeString(column);
    }
    out.writeEndArray();
    out.writeNumberField("removed_at", source.removedAtMillis());
    out.writeEndObject();
  }

  private static void write(DeployedView view, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", view.name());
    if (view.hold().isPresent()) {
      out.writeStringField("hold", view.hold().get());
    }
    out.writeNumberField("removed_at", view.removedAtMillis());
    out.writeArrayFieldStart("versions");
    for (Version version : view.versions()) {
      out.writeStartObject();
      out.writeStringField("id", version.id());
      out.writeStringField("meaning", version.meaning());
      out.writeNumberField("life", version.life());
      out.writeStringField("status", version.status().name());
      out.writeNumberField("since", version.sinceMillis());
      out.writeStringField("sql", version.sql());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static Deployment read(String text) {
    Map<?, ?> root;
    try (JsonParser in = JSON.createParser(text)) {
      in.nextToken();
      root = (Map<?, ?>) value(in);
    } catch (IOException | ClassCastException e) {
      throw damaged(e);
    }
    try {
      if (number(root, "format") > FORMAT) {
        throw new IllegalArgumentException(
            "The deployment was written by a later version of Twofold: use that one");
      }
      Map<String, DeployedSource> sources = new TreeMap<>();
      for (Object each : (List<?>) root.get("sources")) {
        DeployedSource source = source((Map<?, ?>) each);
        sources.put(source.name(), source);
      }
      Map<String, DeployedView> views = new TreeMap<>();
      for (Object each : (List<?>) root.get("views")) {
        DeployedView view = view((Map<?, ?>) each);
        views.put(view.name(), view);
      }
      Map<String, Integer> lives = new TreeMap<>();
      Map<?, ?> counted = (Map<?, ?>) root.get("lives");
      for (Object meaning : counted.keySet()) {
        lives.put((String) meaning, (int) number(counted, (String) meaning));
      }
      return new Deployment(number(root, "number"), sources, views, lives);
    } catch (ClassCastException | NullPointerException e) {
      throw damaged(e);
    }
  }

  private static IllegalArgumentException damaged(Exception cause) {
    return new IllegalArgumentException("The deployment cannot be read: it is damaged", cause);
  }

  private static DeployedSource source(Map<?, ?> from) {
    List<String> gained = new ArrayList<>();
    ((List<?>) from.get("gained")).forEach(column -> gained.add((String) column));
    return new DeployedSource(
        (String) from.get("name"), (String) from.get("yaml"), gained, number(from, "removed_at"));
  }

  private static DeployedView view(Map<?, ?> from) {
    List<Version> versions = new ArrayList<>();
    for (Object each : (List<?>) from.get("versions")) {
      Map<?, ?> version = (Map<?, ?>) each;
      versions.add(
          new Version(
              (String) version.get("id"),
              (String) version.get("meaning"),
              (int) number(version, "life"),
              Status.valueOf((String) version.get("status")),
              number(version, "since"),
              (String) version.get("sql")));
    }
    return new DeployedView(
        (String) from.get("name"),
        Optional.ofNullable((String) from.get("hold")),
        number(from, "removed_at"),
        versions);
  }

  private static long number(Map<?, ?> from, String name) {
    return (Long) from.get(name);
  }

  /** The value at the parser's current token: a map, a list, a text or a whole number. */
  private static Object value(JsonParser in) throws IOException {
    switch (in.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String name = in.currentName();
          in.nextToken();
          members.put(name, value(in));
        }
        return members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(in));
        }
        return elements;
      }
      case VALUE_NUMBER_INT -> {
        return in.getLongValue();
      }
      default -> {
        return in.getText();
      }
    }
  }
}
