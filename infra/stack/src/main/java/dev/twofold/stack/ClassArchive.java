package dev.twofold.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A program's classes as a JVM maps them into memory, instead of reading and verifying each jar's:
 * application class-data sharing. The first run writes them as it ends; the next ones start in a
 * fraction of the time. The files can be deleted at any time.
 *
 * @param program what its archives' names begin with
 * @param file of exactly this classpath and these options
 * @param unfinished where a run of this launcher writes it
 */
record ClassArchive(String program, Path file, Path unfinished) {
  /** How a JVM ends that had the time to write: by itself, or by SIGTERM. */
  private static final Set<Integer> ORDERLY = Set.of(0, 143);

  static final String SUFFIX = ".jsa";

  /**
   * The program's archive; empty where its classpath has folders, which a JVM does not archive.
   *
   * @param folder made where it is missing
   */
  static Optional<ClassArchive> of(
      Path folder, String program, List<Path> classpath, List<String> jvmOptions) {
    if (!classpath.stream().allMatch(Files::isRegularFile)) {
      return Optional.empty();
    }
    try {
      Files.createDirectories(folder);
      String prefix = program.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
      String name = prefix + "-" + fingerprint(classpath, jvmOptions);
      String unfinished = name + "." + ProcessHandle.current().pid();
      return Optional.of(
          new ClassArchive(prefix, folder.resolve(name + SUFFIX), folder.resolve(unfinished)));
    } catch (IOException e) {
      // A slower start is no reason not to start.
      return Optional.empty();
    }
  }

  private static UUID fingerprint(List<Path> classpath, List<String> jvmOptions)
      throws IOException {
    StringBuilder text = new StringBuilder(System.getProperty("java.vm.version"));
    jvmOptions.stream().filter(option -> option.startsWith("-XX:")).forEach(text::append);
    for (Path jar : classpath) {
      text.append(jar).append(Files.size(jar)).append(Files.getLastModifiedTime(jar));
    }
    return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** What makes the JVM read it, or write it where there is none yet; without a word. */
  List<String> jvmOptions() {
    String use =
        Files.exists(file)
            ? "-XX:SharedArchiveFile=" + file
            : "-XX:ArchiveClassesAtExit=" + unfinished;
    return List.of(use, "-Xlog:disable", "-Xlog:all=error:stderr");
  }

  /** Called when a run has ended: keeps what it wrote in place of the program's older ones. */
  void keep(int exitCode) {
    try {
      if (!Files.exists(unfinished)) {
        return;
      }
      if (!ORDERLY.contains(exitCode)) {
        Files.delete(unfinished);
        return;
      }
      try (Stream<Path> all = Files.list(file.getParent())) {
        for (Path old : all.filter(this::isOfProgram).toList()) {
          Files.deleteIfExists(old);
        }
      }
      // Atomic: another run of the program may be starting.
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // The next run writes it again.
    }
  }

  private boolean isOfProgram(Path other) {
    String name = other.getFileName().toString();
    return name.startsWith(program + "-") && name.endsWith(SUFFIX);
  }
}
