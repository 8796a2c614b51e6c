package dev.twofold.batch.views;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.view.Segment;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The properties that Twofold keeps in the summaries of its snapshots, and their JSON.
 *
 * <pre>
 * twofold.through     12345
 * twofold.positions   {"topic": "edits", "topic_id": "…", "partitions": [
 *                       {"partition": 0, "next_offset": 17, "epoch": 12344, "leader_epoch": 0}, …]}
 * twofold.behind-cut  0
 * twofold.erased      5e1f29c47ad0b386,a07c…
 * twofold.segments    [{"id": "…", "kind": "EPOCHS", "from": 0, "to": 12345, "events": 17, "rows": 5}, …]
 * </pre>
 *
 * Members may be added; a reader skips those that it does not know.
 */
final class Summary {
  /** Of the names of them all. */
  static final String PREFIX = "twofold.";

  static final String POSITIONS = "twofold.positions";
  static final String THROUGH = "twofold.through";
  static final String SEGMENTS = "twofold.segments";
  static final String GENERATION = "twofold.generation";
  static final String EVENTS = "twofold.events";
  static final String BEHIND_CUT = "twofold.behind-cut";
  static final String CODE_VERSION = "twofold.code-version";
  static final String ERASED = "twofold.erased";

  private static final JsonFactory JSON = new JsonFactory();

  private Summary() {}

  static String positions(Cut cut) {
    return json(
        out -> {
          out.writeStartObject();
          out.writeStringField("topic", cut.topic());
          out.writeStringField("topic_id", cut.topicId());
          out.writeArrayFieldStart("partitions");
          for (Position position : new TreeMap<>(cut.positions()).values()) {
            out.writeStartObject();
            out.writeNumberField("partition", position.partition());
            out.writeNumberField("next_offset", position.nextOffset());
            out.writeNumberField("epoch", position.epoch());
            out.writeNumberField("leader_epoch", position.leaderEpoch());
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  static Cut cut(Map<String, String> summary) {
    long through = Long.parseLong(summary.get(THROUGH));
    try (JsonParser in = JSON.createParser(summary.get(POSITIONS))) {
      in.nextToken();
      String topic = "";
      String topicId = "";
      Map<Integer, Position> positions = new HashMap<>();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        switch (name) {
          case "topic" -> topic = in.getText();
          case "topic_id" -> topicId = in.getText();
          case "partitions" -> {
            while (in.nextToken() == JsonToken.START_OBJECT) {
              Map<String, String> fields = fields(in);
              Position position =
                  new Position(
                      Integer.parseInt(fields.get("partition")),
                      Long.parseLong(fields.get("next_offset")),
                      Long.parseLong(fields.get("epoch")),
                      Integer.parseInt(fields.get("leader_epoch")));
              positions.put(position.partition(), position);
            }
          }
          default -> in.skipChildren();
        }
      }
      return new Cut(topic, topicId, through, positions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The ids of the erasures whose events the snapshot does not hold. */
  static String erased(Set<String> ids) {
    return String.join(",", new TreeSet<>(ids));
  }

  static Set<String> erased(Map<String, String> summary) {
    String ids = summary.getOrDefault(ERASED, "");
    return ids.isEmpty() ? Set.of() : Set.of(ids.split(",", -1));
  }

  static String segments(List<Segment> segments) {
    return json(
        out -> {
          out.writeStartArray();
          for (Segment segment : segments) {
            out.writeStartObject();
            out.writeStringField("id", segment.id());
            out.writeStringField("kind", segment.kind().name());
            out.writeNumberField("from", segment.range().from());
            out.writeNumberField("to", segment.range().to());
            out.writeNumberField("events", segment.events());
            out.writeNumberField("rows", segment.rows());
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  static List<Segment> segments(String json) {
    try (JsonParser in = JSON.createParser(json)) {
      in.nextToken();
      List<Segment> segments = new ArrayList<>();
      while (in.nextToken() == JsonToken.START_OBJECT) {
        Map<String, String> fields = fields(in);
        segments.add(
            new Segment(
                fields.get("id"),
                Segment.Kind.valueOf(fields.get("kind").toUpperCase(Locale.ROOT)),
                new EpochRange(
                    Long.parseLong(fields.get("from")), Long.parseLong(fields.get("to"))),
                Long.parseLong(fields.get("events")),
                Long.parseLong(fields.get("rows"))));
      }
      return segments;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The scalar members of the object whose start the parser is at, as text. */
  private static Map<String, String> fields(JsonParser in) throws IOException {
    Map<String, String> fields = new HashMap<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      if (in.currentToken().isStructStart()) {
        in.skipChildren();
      } else {
        fields.put(name, in.getText());
      }
    }
    return fields;
  }

  /** The scalar members of an object, as text. */
  static Map<String, String> fields(String json) {
    try (JsonParser in = JSON.createParser(json)) {
      in.nextToken();
      return fields(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a JSON value. */
  interface Body {
    void write(JsonGenerator out) throws IOException;
  }

  static String json(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      body.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
