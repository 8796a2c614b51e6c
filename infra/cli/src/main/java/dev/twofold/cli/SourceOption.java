package dev.twofold.cli;

import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The option that names one source of a project. */
final class SourceOption {
  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "The source. Needed where the project has more than one.")
  private String source;

  /**
   * The source that is meant.
   *
   * @throws CliException where there is none of that name, or the name is missing and there are
   *     several
   */
  SourceDefinition of(Project project) {
    if (source != null) {
      return named(source, project);
    }
    if (project.sources().size() != 1) {
      throw CliException.refused(
          "Project "
              + project.name()
              + " has more than one source: name one with --source: "
              + known(project));
    }
    return project.sources().get(0);
  }

  /**
   * @throws CliException where the project has no source of that name
   */
  static SourceDefinition named(String name, Project project) {
    return project.sources().stream()
        .filter(candidate -> candidate.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                CliException.refused(
                    "Project "
                        + project.name()
                        + " has no source "
                        + name
                        + "; there is "
                        + known(project)));
  }

  private static String known(Project project) {
    return project.sources().stream().map(SourceDefinition::name).collect(Collectors.joining(", "));
  }
}
