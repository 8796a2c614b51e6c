package dev.twofold.cli;

import dev.twofold.definition.Project;
import dev.twofold.event.SourceDefinition;
import java.util.List;
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
    List<SourceDefinition> sources = project.sources();
    String known = sources.stream().map(SourceDefinition::name).collect(Collectors.joining(", "));
    if (source == null && sources.size() != 1) {
      throw CliException.refused(
          "Project "
              + project.name()
              + " has more than one source: name one with --source: "
              + known);
    }
    return sources.stream()
        .filter(candidate -> source == null || candidate.name().equals(source))
        .findFirst()
        .orElseThrow(
            () ->
                CliException.refused(
                    "Project "
                        + project.name()
                        + " has no source "
                        + source
                        + "; there is "
                        + known));
  }
}
