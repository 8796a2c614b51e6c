package dev.twofold.stack;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a child JVM runs: a main class with its own classpath, on the JVM that runs this code.
 *
 * @param name what users call the process, "Kafka" for instance; used in messages
 * @param classpath jars and folders, in the order of the search
 * @param jvmOptions such as {@code -Xmx512m}
 * @param arguments of the main class
 * @param archives the folder of the programs' {@link ClassArchive}s; empty to do without
 */
public record JavaCommand(
    String name,
    String mainClass,
    List<Path> classpath,
    List<String> jvmOptions,
    List<String> arguments,
    Optional<Path> archives) {
  public JavaCommand {
    classpath = List.copyOf(classpath);
    jvmOptions = List.copyOf(jvmOptions);
    arguments = List.copyOf(arguments);
  }

  public static JavaCommand of(String name, String mainClass, List<Path> classpath) {
    return new JavaCommand(name, mainClass, classpath, List.of(), List.of(), Optional.empty());
  }

  /** The same command with these JVM options after its own. */
  public JavaCommand withJvmOptions(List<String> more) {
    return new JavaCommand(name, mainClass, classpath, join(jvmOptions, more), arguments, archives);
  }

  /** The same command with these arguments after its own. */
  public JavaCommand withArguments(List<String> more) {
    return new JavaCommand(name, mainClass, classpath, jvmOptions, join(arguments, more), archives);
  }

  /** The same command, started faster from its second run on: see {@link ClassArchive}. */
  public JavaCommand withClassArchives(Path folder) {
    return new JavaCommand(name, mainClass, classpath, jvmOptions, arguments, Optional.of(folder));
  }

  /** Where the classes of this command are archived, if they are. */
  Optional<ClassArchive> archive() {
    return archives.flatMap(folder -> ClassArchive.of(folder, name, guarded(), jvmOptions));
  }

  /** The command line that runs the main class under {@link ParentGuard}. */
  List<String> guardedLine(Optional<ClassArchive> archive) {
    String joined =
        guarded().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    return Stream.of(
            Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            archive.stream().flatMap(classes -> classes.jvmOptions().stream()),
            jvmOptions.stream(),
            Stream.of("-cp", joined, ParentGuard.class.getName(), mainClass),
            arguments.stream())
        .flatMap(part -> part)
        .toList();
  }

  private List<Path> guarded() {
    return join(classpath, List.of(guardLocation()));
  }

  private static Path guardLocation() {
    try {
      return Path.of(ParentGuard.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot find the jar that holds " + ParentGuard.class, e);
    }
  }

  private static <T> List<T> join(List<T> first, List<T> second) {
    List<T> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }
}
