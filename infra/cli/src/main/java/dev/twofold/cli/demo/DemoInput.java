package dev.twofold.cli.demo;

import dev.twofold.cli.CliException;
import dev.twofold.cli.ingest.Lines;
import dev.twofold.cli.platform.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The demo's events: 39,244 edits of Wikipedia, of 2015-09-12, as one JSON object a line. */
public final class DemoInput {
  private static final String FILE =
      "infra/cli/target/demo/wikipedia/wikiticker-2015-09-12-sampled.json.gz";
  private static final String SHA_256 =
      "7257469b475fb6576328acbc911351b21c896322a96925aec3692427437104e1";

  private DemoInput() {}

  /**
   * All lines, in order.
   *
   * @throws CliException where the file is not there or not the one whose answers are known
   */
  public static List<byte[]> read(Home home) throws IOException {
    Path file = home.root().resolve(FILE);
    if (!Files.exists(file)) {
      throw CliException.failed(
          "The demo's input is not there: "
              + file
              + ". The build fetches it: ./mvnw -q compile -pl infra/cli -am");
    }
    String digest = sha256(Files.readAllBytes(file));
    if (!digest.equals(SHA_256)) {
      throw CliException.refused(
          "The demo's input is not the known file: "
              + file
              + " has sha256 "
              + digest
              + " instead of "
              + SHA_256
              + ". Delete it and build again");
    }
    List<byte[]> lines = new ArrayList<>();
    try (Lines input = Lines.of(file)) {
      for (byte[] line = input.next(); line != null; line = input.next()) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }
}
