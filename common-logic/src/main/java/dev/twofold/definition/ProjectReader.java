package dev.twofold.definition;

import dev.twofold.event.SourceDefinition;
import dev.twofold.fold.Fold;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a project folder and collects every error in it. */
final class ProjectReader {
  private static final Pattern VIEW_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private final Path folder;
  private final Diagnostics diagnostics = new Diagnostics();
  private final Map<String, String> sourceTexts = new HashMap<>();

  ProjectReader(Path folder) {
    this.folder = folder;
  }

  Project read(Map<String, String> overrides) {
    Project.Inspection inspection = inspect(overrides);
    diagnostics.throwIfAny();
    return inspection.sound().orElseThrow();
  }

  Project.Inspection inspect(Map<String, String> overrides) {
    String settingsText = text(SettingsReader.FILE);
    SettingsReader.Result settings =
        settingsText == null ? null : SettingsReader.read(settingsText, overrides, diagnostics);
    boolean settingsAreSound = diagnostics.isEmpty();
    Set<String> broken = new HashSet<>();
    Map<String, SourceDefinition> sources = sources(broken);
    if (settings != null) {
      checkSchedule(settings, sources.keySet(), broken);
    }
    List<Fold> views = views(sources, broken);
    Optional<Project> sound =
        settingsAreSound
            ? Optional.of(
                new Project(
                    settings.name(),
                    settings.settings(),
                    List.copyOf(sources.values()),
                    views,
                    sourceTexts))
            : Optional.empty();
    return new Project.Inspection(sound, diagnostics.all());
  }

  private static void checkSchedule(
      SettingsReader.Result settings, Set<String> sources, Set<String> broken) {
    for (String name : settings.settings().schedule().keySet()) {
      if (!sources.contains(name) && !broken.contains(name)) {
        settings
            .schedule()
            .report(
                name,
                "There is no source " + name + "." + Suggestion.hint(name, new TreeSet<>(sources)));
      }
    }
  }

  private Map<String, SourceDefinition> sources(Set<String> broken) {
    Map<String, SourceDefinition> sources = new TreeMap<>();
    for (String file : files("sources", ".yaml")) {
      String text = text(file);
      String fileName = stem(file);
      SourceDefinition source =
          text == null ? null : SourceReader.read(file, text, fileName, diagnostics);
      if (source == null) {
        broken.add(fileName);
        continue;
      }
      sourceTexts.put(source.name(), text);
      if (sources.putIfAbsent(source.name(), source) != null) {
        diagnostics.add(file, 1, 1, "There are two sources " + source.name() + ". Rename one.");
      }
    }
    if (sources.isEmpty() && broken.isEmpty()) {
      diagnostics.add(
          "sources", 1, 1, "The project has no sources. Add one, such as sources/wiki_edits.yaml.");
    }
    return sources;
  }

  private List<Fold> views(Map<String, SourceDefinition> sources, Set<String> broken) {
    List<Fold> views = new ArrayList<>();
    for (String file : files("views", ".sql")) {
      String name = stem(file);
      if (!VIEW_NAME.matcher(name).matches()) {
        diagnostics.add(
            file,
            1,
            1,
            "A view is named after its file, and \""
                + name
                + "\" is no name: use lower-case letters, digits and _, at most 63, a letter"
                + " first.");
        continue;
      }
      String text = text(file);
      if (text != null) {
        Fold view = ViewCompiler.compile(file, name, text, sources, broken, diagnostics);
        if (view != null) {
          views.add(view);
        }
      }
    }
    return views;
  }

  private List<String> files(String directory, String extension) {
    Path path = folder.resolve(directory);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> isMeant(directory, name, extension))
          .sorted()
          .map(name -> directory + "/" + name)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + path, e);
    }
  }

  /** A file that is nearly of the right name would be left out silently: it is reported. */
  private boolean isMeant(String directory, String name, String extension) {
    if (name.startsWith(".") || name.endsWith("~")) {
      return false;
    }
    if (name.endsWith(extension)) {
      return true;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(extension) || lower.endsWith(".yml")) {
      diagnostics.add(
          directory + "/" + name, 1, 1, "Name this file " + stem(name) + extension + ".");
    }
    return false;
  }

  private static String stem(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private String text(String file) {
    Path path = folder.resolve(file);
    try {
      return Files.readString(path, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      diagnostics.add(file, 1, 1, "The file is not UTF-8 text. Save it as UTF-8.");
    } catch (IOException e) {
      diagnostics.add(
          file,
          1,
          1,
          "Cannot read "
              + path.toAbsolutePath()
              + (Files.exists(path) ? ": " + e.getMessage() : ": there is no such file")
              + ".");
    }
    return null;
  }
}
