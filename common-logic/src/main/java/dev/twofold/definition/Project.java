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
import java.util.function.Function;

/**
 * A project, checked and compiled: its settings, its sources, its views. As its folder has it, or
 * as it is deployed.
 */
public final class Project {
  private final String name;
  private final Settings settings;
  private final List<SourceDefinition> sources;
  private final List<Fold> views;
  private final List<Fold> versions;
  private final Map<String, String> texts;
  private final Deployment deployment;

  private Project(
      Project of,
      List<SourceDefinition> sources,
      List<Fold> views,
      List<Fold> versions,
      Deployment deployment) {
    this.name = of.name;
    this.settings = of.settings;
    this.sources = List.copyOf(sources);
    this.views = List.copyOf(views);
    this.versions = List.copyOf(versions);
    this.texts = of.texts;
    this.deployment = deployment;
  }

  /**
   * @param texts the files of the sources, by source name
   */
  Project(
      String name,
      Settings settings,
      List<SourceDefinition> sources,
      List<Fold> views,
      Map<String, String> texts) {
    this.name = name;
    this.settings = settings;
    this.sources = List.copyOf(sources);
    this.views = List.copyOf(views);
    this.versions = this.views;
    this.texts = Map.copyOf(texts);
    this.deployment = Deployment.NONE;
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

  /**
   * The project as it is deployed: the settings are the folder's, sources and views those that are
   * deployed, whatever has become of their files. Where nothing was deployed yet, the folder's.
   *
   * @param register asked for what is deployed, of a project whose settings are right
   * @throws DefinitionException where the settings have errors; where nothing was deployed, also
   *     where the rest has
   */
  public static Project loadDeployed(
      Path folder, Map<String, String> overrides, Function<Project, Deployment> register) {
    Inspection inspection = inspect(folder, overrides);
    Project sound =
        inspection.sound().orElseThrow(() -> new DefinitionException(inspection.errors()));
    Deployment deployed = register.apply(sound);
    if (deployed.number() == 0 && !inspection.errors().isEmpty()) {
      throw new DefinitionException(inspection.errors());
    }
    return sound.as(deployed);
  }

  /** These settings with what is deployed; this project itself where nothing is. */
  public Project as(Deployment deployed) {
    if (deployed.number() == 0) {
      return this;
    }
    DeployedProject compiled = DeployedProject.compile(deployed);
    return new Project(this, compiled.sources(), compiled.inForce(), compiled.versions(), deployed);
  }

  /** What is deployed, of a project {@link #as} it is deployed; else {@link Deployment#NONE}. */
  public Deployment deployment() {
    return deployment;
  }

  String textOf(SourceDefinition source) {
    return texts.get(source.name());
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

  /** By name; of a name with several versions the one in force. */
  public List<Fold> views() {
    return views;
  }

  public List<Fold> viewsOf(SourceDefinition source) {
    return views.stream().filter(view -> view.source().equals(source.name())).toList();
  }

  /**
   * All that both layers fold: the views in force, those being built, and those to roll back to.
   */
  public List<Fold> versions() {
    return versions;
  }

  public List<Fold> versionsOf(SourceDefinition source) {
    return versions.stream().filter(view -> view.source().equals(source.name())).toList();
  }

  /**
   * A version for people: its view's name, and where the view has several its id with it, as {@code
   * edits@0f3a1b2c3d4e}.
   */
  public String label(Fold version) {
    long all = versions.stream().filter(other -> other.view().equals(version.view())).count();
    return all > 1 ? version.view() + "@" + version.version() : version.view();
  }

  /**
   * A decoder of the source's format; with {@code keepUnknown} it sets {@link
   * dev.twofold.data.Row#unknownFields}.
   */
  public static EventDecoder decoder(SourceDefinition source, boolean keepUnknown) {
    return keepUnknown ? JsonDecoder.keepingUnknown(source) : JsonDecoder.of(source);
  }
}
