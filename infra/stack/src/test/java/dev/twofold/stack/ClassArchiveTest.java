package dev.twofold.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
  private static final String CLASS = Quiet.class.getName().replace('.', '/') + ".class";

  @TempDir Path folder;
  private Path jar;

  /** A program that ends at once, and well. */
  public static final class Quiet {
    private Quiet() {}

    public static void main(String[] args) {}
  }

  @BeforeEach
  void packageProgram() throws IOException {
    jar = folder.resolve("program.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry(CLASS));
      Files.copy(Path.of("target/test-classes", CLASS), entries);
    }
  }

  @Test
  void the_second_run_of_a_program_maps_the_classes_that_the_first_one_loaded() throws Exception {
    assertThat(run(archive(), 0)).doesNotContain("shared objects file (top)");
    assertThat(archive().file()).exists();

    assertThat(run(archive(), 0)).contains(Quiet.class.getName() + " source: shared objects file");
  }

  @Test
  void a_run_that_did_not_end_well_leaves_no_archive() throws Exception {
    run(archive(), 137);

    assertThat(archive().file()).doesNotExist();
    assertThat(archive().unfinished()).doesNotExist();
  }

  @Test
  void a_rebuilt_program_has_another_archive_which_replaces_the_old_one() throws Exception {
    run(archive(), 0);
    Path old = archive().file();
    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));

    run(archive(), 0);

    assertThat(archive().file()).exists().isNotEqualTo(old);
    assertThat(old).doesNotExist();
  }

  @Test
  void a_classpath_with_a_folder_has_none() {
    assertThat(ClassArchive.of(folder, "Sample", List.of(jar, folder), List.of())).isEmpty();
  }

  private ClassArchive archive() {
    return ClassArchive.of(folder.resolve("archives"), "A sample", List.of(jar), List.of())
        .orElseThrow();
  }

  /** Runs the program and has its archive kept as after this exit code; returns what it printed. */
  private String run(ClassArchive archive, int exitCode) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(archive.jvmOptions());
    line.addAll(List.of("-Xlog:class+load", "-cp", jar.toString(), Quiet.class.getName()));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    archive.keep(exitCode);
    return printed;
  }
}
