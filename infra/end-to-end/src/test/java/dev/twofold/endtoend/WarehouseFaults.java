package dev.twofold.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.twofold.cli.ExitCodes;
import dev.twofold.cli.doctor.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files of the warehouse, and what is made of them, damaged; and no room for new ones. */
interface WarehouseFaults extends Faults {
  @Test
  default void aDamagedFileOfAViewIsNamedAndTheViewRecomputed() throws Exception {
    List<Path> files = fixture().files("warehouse", "by_page", ".parquet");
    for (Path file : files) {
      damage(file);
    }
    assertThat(fixture().ask("by_page").isExact()).as("from the local index").isTrue();
    for (Path index : fixture().files("serving", "by_page", ".idx")) {
      Files.delete(index);
    }
    assertThat(fixture().platform().kill("ServingLayer")).isTrue();
    fixture().awaitServing();
    fixture().awaitDegraded("by_page", "batch view cannot be read");

    Finding finding = fixture().complaint("of view by_page");
    assertThat(files.stream().map(Path::getFileName))
        .anySatisfy(file -> assertThat(finding.cause()).contains(file.toString()));
    fixture().mend(finding);
    fixture().assertSound();
  }

  @Test
  @Tag("nightly")
  default void aDamagedLocalIndexIsMadeAnew() throws Exception {
    List<Path> indexes = fixture().files("serving", "by_shop", ".idx");
    assertThat(indexes).isNotEmpty();
    for (Path index : indexes) {
      damage(index);
    }
    assertThat(fixture().platform().kill("ServingLayer")).isTrue();
    fixture().awaitServing();
    fixture().assertSound();
  }

  @Test
  @Tag("nightly")
  default void aDestroyedCatalogIsRestoredFromTheTables() throws Exception {
    Path catalog = fixture().platform().state().warehouse().resolve("catalog.db");
    byte[] noise = new byte[8192];
    new Random(1).nextBytes(noise);
    Files.write(catalog, noise);
    for (String part : List.of("catalog.db-wal", "catalog.db-shm")) {
      Files.deleteIfExists(catalog.resolveSibling(part));
    }
    fixture().send(10);
    fixture().awaitExact();
    MendingShell.Ended refused = fixture().runBatch();
    assertThat(refused.exitCode()).as(refused.said()).isEqualTo(ExitCodes.REFUSED);
    assertThat(refused.said()).contains("./twofold restore-catalog");

    Finding finding = fixture().complaint("cannot be opened");
    assertThat(finding.mend()).contains("./twofold restore-catalog");
    fixture().mend(finding);
    fixture().assertSound();
    fixture().publish();
    fixture().assertSound();
  }

  @Test
  @Tag("nightly")
  default void aDiskThatIsFullWhilePublishingLeavesNothingHalfDone() throws Exception {
    assumeTrue(
        MendingShell.process(List.of("unshare", "-Urm", "true")).exitCode() == 0,
        "needs a mount of its own");
    fixture().send(20);
    fixture().awaitExact();
    fixture().platform().awaitNextCut();
    long before = LivePlatform.generation(fixture().ask("by_page"));
    Path data = fixture().files("warehouse", "by_page", ".parquet").get(0).getParent().getParent();
    MendingShell.Ended failed = onDisk(data, "4k", "batch", "run");
    assertThat(failed.exitCode()).as(failed.said()).isEqualTo(ExitCodes.FAILED);
    assertThat(failed.said()).contains("No space left on device");
    fixture().awaitExact();
    assertThat(LivePlatform.generation(fixture().ask("by_page"))).isEqualTo(before);

    Path warehouse = fixture().platform().state().warehouse();
    MendingShell.Ended doctor = onDisk(warehouse, "1m", "doctor");
    assertThat(doctor.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(doctor.said()).contains("The disk is full").contains("df -h " + warehouse);
    // There is room again: the small disk went with the processes that saw it.
    fixture().publish();
    fixture().awaitGeneration("by_page", before + 1);
    fixture().assertSound();
  }

  /** A command of twofold that sees a small, empty disk in a folder's place. */
  private MendingShell.Ended onDisk(Path folder, String size, String... command) throws Exception {
    String mount = "mount -t tmpfs -o size=" + size + " tmpfs " + folder + " && exec \"$@\"";
    List<String> words = new ArrayList<>(List.of("unshare", "-Urm", "bash", "-c", mount, "bash"));
    words.addAll(fixture().twofold(command));
    return MendingShell.process(words);
  }

  /** A limit on the size of files makes the same error where nothing can be mounted. */
  @Test
  @Tag("nightly")
  default void aFileThatCannotGrowWhileLandingLeavesNothingHalfDone() throws Exception {
    fixture().sendLarge("visits", 200);
    fixture().awaitExact();
    fixture().platform().awaitNextCut();
    String limit = "ulimit -f 3000 && exec \"$@\"";
    List<String> words = new ArrayList<>(List.of("bash", "-c", limit, "bash"));
    words.addAll(fixture().twofold("batch", "run"));
    MendingShell.Ended failed = MendingShell.process(words);
    assertThat(failed.exitCode()).as(failed.said()).isEqualTo(ExitCodes.FAILED);
    assertThat(failed.said()).contains("File too large");
    fixture().awaitExact();

    fixture().publish();
    fixture().assertSound();
  }

  /** Flips one bit. */
  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 3] ^= 4;
    Files.write(file, bytes);
  }
}
