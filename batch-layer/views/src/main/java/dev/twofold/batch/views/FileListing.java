package dev.twofold.batch.views;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/** The files of a folder and of those in it, wherever it is. */
final class FileListing {
  private FileListing() {}

  /** Those there are; none where there is no such folder. */
  static List<FileInfo> under(SupportsPrefixOperations files, String folder) {
    Optional<Path> local = local(folder);
    if (local.isPresent()) {
      return listLocal(local.get());
    }
    try {
      List<FileInfo> found = new ArrayList<>();
      files.listPrefix(folder).forEach(found::add);
      return found;
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof FileNotFoundException)) {
        throw e;
      }
      // The folder comes with its first file; or one went, and the next run looks again.
      return List.of();
    }
  }

  /** A location on this machine's own file system; empty for any other. */
  static Optional<Path> local(String location) {
    URI uri = URI.create(location);
    return uri.getScheme() == null || uri.getScheme().equals("file")
        ? Optional.of(Path.of(uri.getPath()))
        : Optional.empty();
  }

  /**
   * Hadoop's own listing starts a process a file, and fails over one that another run, which lost a
   * race, takes back at that moment.
   */
  private static List<FileInfo> listLocal(Path folder) {
    List<FileInfo> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              long written = attributes.lastModifiedTime().toMillis();
              found.add(new FileInfo(file.toString(), attributes.size(), written));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder, e);
    }
    return found;
  }
}
