package dev.twofold.serving.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.twofold.epoch.EpochClock;
import dev.twofold.epoch.EpochRange;
import dev.twofold.epoch.Position;
import dev.twofold.reconciliation.Verification;
import dev.twofold.serving.query.Answer;
import dev.twofold.view.Generation;
import dev.twofold.view.Incarnation;
import dev.twofold.view.Ledger;
import dev.twofold.view.Provenance;
import dev.twofold.view.Segment;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes where an answer came from. */
final class ProvenanceJson {
  private ProvenanceJson() {}

  static void write(Answer answer, EpochClock epochs, JsonGenerator out) throws IOException {
    out.writeStartObject();
    writeMembers(answer.version(), answer.provenance(), epochs, out);
    if (answer.verification().isPresent()) {
      writeVerification(answer.verification().get(), out);
    }
    if (!answer.errorBounds().isEmpty()) {
      out.writeObjectFieldStart("error_bounds");
      for (Map.Entry<String, String> bound : answer.errorBounds().entrySet()) {
        out.writeStringField(bound.getKey(), bound.getValue());
      }
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  /** What is known of one reading of a view, as members of an object that is begun. */
  static void writeMembers(
      String version, Provenance provenance, EpochClock epochs, JsonGenerator out)
      throws IOException {
    out.writeStringField("status", provenance.exact() ? "exact" : "degraded");
    out.writeArrayFieldStart("reasons");
    for (String reason : provenance.degraded()) {
      out.writeString(reason);
    }
    out.writeEndArray();
    out.writeStringField("version", version);
    out.writeStringField("layer", provenance.layer().name().toLowerCase(Locale.ROOT));
    out.writeObjectFieldStart("events");
    out.writeNumberField("batch", provenance.batchEvents());
    out.writeNumberField("speed", provenance.speedEvents());
    out.writeEndObject();
    writeFreshness(provenance, out);
    writeBatch(provenance, epochs, out);
    writeSpeed(provenance, epochs, out);
  }

  private static void writeFreshness(Provenance provenance, JsonGenerator out) throws IOException {
    if (provenance.freshnessMillis() < 0) {
      out.writeNullField("freshness_ms");
    } else {
      out.writeNumberField("freshness_ms", provenance.freshnessMillis());
    }
  }

  private static void writeBatch(Provenance provenance, EpochClock epochs, JsonGenerator out)
      throws IOException {
    if (provenance.generation().isEmpty()) {
      out.writeNullField("generation");
      return;
    }
    Generation generation = provenance.generation().get();
    out.writeNumberField("generation", generation.number());
    out.writeNumberField("through", generation.through());
    out.writeStringField("through_time", EpochTimes.start(epochs, generation.through()));
    out.writeArrayFieldStart("segments");
    for (Segment segment : generation.segments()) {
      out.writeStartObject();
      out.writeStringField("id", segment.id());
      out.writeStringField("kind", segment.kind().name().toLowerCase(Locale.ROOT));
      writeRange(segment.range(), out);
      out.writeNumberField("events", segment.events());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeSpeed(Provenance provenance, EpochClock epochs, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart("speed");
    for (Ledger.Cover cover : provenance.covers()) {
      Incarnation incarnation = cover.incarnation();
      out.writeStartObject();
      out.writeNumberField("incarnation", incarnation.number());
      writeRange(cover.epochs(), out);
      out.writeStringField(
          "sealed_through_time", EpochTimes.start(epochs, incarnation.sealedThrough()));
      out.writeObjectFieldStart("positions");
      for (Map.Entry<Integer, Position> entry : new TreeMap<>(incarnation.positions()).entrySet()) {
        out.writeNumberField(entry.getKey().toString(), entry.getValue().nextOffset());
      }
      out.writeEndObject();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeVerification(Verification verification, JsonGenerator out)
      throws IOException {
    out.writeObjectFieldStart("verification");
    out.writeStringField("verdict", verification.verdict().text());
    out.writeArrayFieldStart("epochs");
    for (EpochRange range : verification.epochs()) {
      out.writeStartArray();
      out.writeNumber(range.from());
      out.writeNumber(range.to());
      out.writeEndArray();
    }
    out.writeEndArray();
    out.writeNumberField("compared", verification.compared());
    out.writeNumberField("different", verification.different());
    if (!verification.reason().isEmpty()) {
      out.writeStringField("reason", verification.reason());
    }
    out.writeEndObject();
  }

  private static void writeRange(EpochRange range, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("epochs");
    out.writeNumber(range.from());
    if (range.to() == EpochRange.OPEN) {
      out.writeNull();
    } else {
      out.writeNumber(range.to());
    }
    out.writeEndArray();
  }
}
