import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Fetches Maven for ./mvnw: downloads the zip, checks it and unpacks it. Run as a single source file, because a JDK is all that a
 * machine is sure to have: neither curl nor unzip.
 *
 * <p>Arguments: address of the zip, its SHA-512 in hex, the folder to make. The folder appears whole or not at all.
 */
public final class FetchMaven {
  private static final int TIMEOUT_MILLIS = 30_000;

  private FetchMaven() {}

  public static void main(String[] args) throws Exception {
    try {
      fetch(URI.create(args[0]), args[1], Path.of(args[2]).toAbsolutePath());
    } catch (IOException e) {
      System.err.println("Cannot fetch " + args[0] + ": " + e);
      System.exit(1);
    }
  }

  private static void fetch(URI address, String sha512, Path folder) throws Exception {
    Path parent = Files.createDirectories(folder.getParent());
    Path temporary = Files.createTempDirectory(parent, ".fetch");
    try {
      Path zip = temporary.resolve("maven.zip");
      download(address, zip);
      check(zip, sha512);
      Path unpacked = temporary.resolve("maven");
      unpack(zip, unpacked);
      Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another ./mvnw may have been first, with the same bytes.
      if (!Files.exists(folder.resolve("bin/mvn"))) {
        throw e;
      }
    } finally {
      delete(temporary);
    }
  }

  private static void download(URI address, Path zip) throws IOException {
    var connection = address.toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    try (InputStream input = connection.getInputStream()) {
      Files.copy(input, zip);
    }
  }

  private static void check(Path zip, String expected) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(zip));
    String actual = HexFormat.of().formatHex(digest);
    if (!actual.equals(expected)) {
      throw new IOException("its SHA-512 is " + actual + ", not " + expected);
    }
  }

  /** Unpacks without the zip's single top folder. */
  private static void unpack(Path zip, Path folder) throws IOException {
    try (ZipInputStream input = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = input.getNextEntry(); entry != null; entry = input.getNextEntry()) {
        String inner = entry.getName().substring(entry.getName().indexOf('/') + 1);
        Path target = folder.resolve(inner).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("it holds an entry outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(input, target);
        }
      }
    }
    if (!folder.resolve("bin/mvn").toFile().setExecutable(true, false)) {
      throw new IOException("its bin/mvn cannot be made executable");
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
