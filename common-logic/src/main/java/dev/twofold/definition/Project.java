package dev.twofold.definition;

import dev.twofold.epoch.EpochClock;
import dev.twofold.event.EventDecoder;
import dev.twofold.event.JsonDecoder;
import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A project folder, checked and compiled: its settings, its sources, its views. */
public final class Project {
  private final String name;
  private final Settings settings;
  private final List<SourceDefinition> sources;
  private final List<Fold> views;

  Project(String name, Settings settings, List<SourceDefinition> sources, List<Fold> views) {
    this.name = name;
    this.settings = settings;
    this.sources = List.copyOf(sources);
    this.views = List.copyOf(views);
  }

  /**
   * Reads {@code twofold.yaml}, {@code sources/*.yaml} and {@code views/*.sql} and compiles every
   * view.
   *
   * @param overrides settings by dotted name ("kafka.bootstrap"), put in place of the file's
   * @throws DefinitionException with every error found, each with file, line and column
   */
  public static Project load(Path folder, Map<String, String> overrides) {
    return new ProjectReader(folder).read(overrides);
  }

  /**
   * What is sound of a project folder, and what is not.
   *
   * @param sound the settings with the sources and views that have no errors; empty where the
   *     settings have
   */
  public record Inspection(Optional<Project> sound, List<DefinitionException.Diagnostic> errors) {
    public Inspection {
      errors = List.copyOf(errors);
    }
  }

  /** As {@link #load}, for those who can do with what is left where there are errors. */
  public static Inspection inspect(Path folder, Map<String, String> overrides) {
    return new ProjectReader(folder).inspect(overrides);
  }

  public String name() {
    return name;
  }

  public Settings settings() {
    return settings;
  }

  public EpochClock clock() {
    return EpochClock.of(settings.epoch());
  }

  /** By name. */
  public List<SourceDefinition> sources() {
    return sources;
  }

  /**
   * @throws IllegalArgumentException where there is no such source
   */
  public SourceDefinition source(String name) {
    return sources.stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Unknown source "
                        + name
                        + "."
                        + Suggestion.hint(
                            name, sources.stream().map(SourceDefinition::name).toList())));
  }

  /** By name. */
  public List<Fold> views() {
    return views;
  }

  public List<Fold> viewsOf(SourceDefinition source) {
    return views.stream().filter(view -> view.source().equals(source.name())).toList();
  }

  /**
   * A decoder of the source's format; with {@code keepUnknown} it sets {@link
   * dev.twofold.data.Row#unknownFields}.
   */
  public static EventDecoder decoder(SourceDefinition source, boolean keepUnknown) {
    return keepUnknown ? JsonDecoder.keepingUnknown(source) : JsonDecoder.of(source);
  }
}
