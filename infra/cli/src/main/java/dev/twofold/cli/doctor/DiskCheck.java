package dev.twofold.cli.doctor;

import dev.twofold.cli.terminal.Units;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The folders that are written to can be, and have room. */
final class DiskCheck implements Check {
  private static final long LEAST_BYTES = 200_000_000;
  private static final long FEW_BYTES = 2_000_000_000;

  @Override
  public List<Finding> findings(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    Subject subject = evidence.subject();
    findings.add(finding("state folder", subject.state().root()));
    String location = subject.settings().warehouse().location();
    if (location != null && (location.startsWith("file:") || !location.contains("://"))) {
      findings.add(
          finding(
              "warehouse folder",
              location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location)));
    }
    return findings;
  }

  private static Finding finding(String name, Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    try {
      if (!Files.isWritable(there)) {
        return Finding.fault(name, there + " cannot be written to", "chmod u+rwX " + there);
      }
      FileStore store = Files.getFileStore(there);
      long free = store.getUsableSpace();
      String left = Units.bytes(free) + " free in " + there;
      String mend = "df -h " + there + "   # then make room, or move the folder";
      if (free < LEAST_BYTES) {
        return Finding.fault(
            name,
            "The disk is full: "
                + left
                + ". A batch run that fails over it leaves nothing"
                + " half-done, and is run again once there is room",
            mend);
      }
      return free < FEW_BYTES
          ? Finding.warning(name, "The disk is nearly full: " + left, mend)
          : Finding.ok(name, left);
    } catch (IOException e) {
      return Finding.fault(
          name, there + " cannot be looked at: " + e.getMessage(), "ls -ld " + there);
    }
  }
}
