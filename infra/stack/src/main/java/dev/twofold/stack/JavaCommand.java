package dev.twofold.stack;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a child JVM runs: a main class with its own classpath, on the JVM that runs this code.
 *
 * @param name what users call the process, "Kafka" for instance; used in messages
 * @param classpath jars and folders, in the order of the search
 * @param jvmOptions such as {@code -Xmx512m}
 * @param arguments of the main class
 */
public record JavaCommand(
    String name,
    String mainClass,
    List<Path> classpath,
    List<String> jvmOptions,
    List<String> arguments) {
  public JavaCommand {
    classpath = List.copyOf(classpath);
    jvmOptions = List.copyOf(jvmOptions);
    arguments = List.copyOf(arguments);
  }

  public static JavaCommand of(String name, String mainClass, List<Path> classpath) {
    return new JavaCommand(name, mainClass, classpath, List.of(), List.of());
  }

  /** The same command with these JVM options after its own. */
  public JavaCommand withJvmOptions(List<String> more) {
    return new JavaCommand(name, mainClass, classpath, join(jvmOptions, more), arguments);
  }

  /** The same command with these arguments after its own. */
  public JavaCommand withArguments(List<String> more) {
    return new JavaCommand(name, mainClass, classpath, jvmOptions, join(arguments, more));
  }

  /** The command line. */
  List<String> line() {
    return line(classpath, Stream.concat(Stream.of(mainClass), arguments.stream()));
  }

  /** The command line that runs the main class under {@link ParentGuard}. */
  List<String> guardedLine() {
    List<Path> withGuard = join(classpath, List.of(guardLocation()));
    Stream<String> main = Stream.of(ParentGuard.class.getName(), mainClass);
    return line(withGuard, Stream.concat(main, arguments.stream()));
  }

  private List<String> line(List<Path> searched, Stream<String> main) {
    String joined =
        searched.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    Stream<String> java =
        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    return Stream.of(java, jvmOptions.stream(), Stream.of("-cp", joined), main)
        .flatMap(part -> part)
        .toList();
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
