package dev.twofold.cli.platform;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Notes its start in a file; dies in its first life, stays in its second. */
public final class Mortal {
  private Mortal() {}

  /**
   * @param args the file, and the exit code of the first life
   */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    Files.writeString(
        file,
        "alive\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    if (Files.readAllLines(file, StandardCharsets.UTF_8).size() == 1) {
      System.out.println("last words");
      System.exit(Integer.parseInt(args[1]));
    }
    Thread.sleep(60_000);
  }
}
