package dev.twofold.definition;

import dev.twofold.epoch.EpochClock;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A project folder, checked and compiled: its settings, its sources, its views. */
public final class Project {
  private Project() {}

  /**
   * Reads {@code twofold.yaml}, {@code sources/*.yaml} and {@code views/*.sql} and compiles every view.
   *
   * @param overrides settings by dotted name ("kafka.bootstrap"), put in place of the file's
   * @throws DefinitionException with every error found, each with file, line and column
   */
  public static Project load(Path folder, Map<String, String> overrides) {
    throw new UnsupportedOperationException();
  }

  public String name() {
    throw new UnsupportedOperationException();
  }

  public Settings settings() {
    throw new UnsupportedOperationException();
  }

  public EpochClock clock() {
    throw new UnsupportedOperationException();
  }

  public List<SourceDefinition> sources() {
    throw new UnsupportedOperationException();
  }

  public SourceDefinition source(String name) {
    throw new UnsupportedOperationException();
  }

  public List<Fold> views() {
    throw new UnsupportedOperationException();
  }

  public List<Fold> viewsOf(SourceDefinition source) {
    throw new UnsupportedOperationException();
  }

  /** A decoder of the source's format; with {@code keepUnknown} it sets {@link dev.twofold.data.Row#unknownFields}. */
  public static EventDecoder decoder(SourceDefinition source, boolean keepUnknown) {
    throw new UnsupportedOperationException();
  }
}
