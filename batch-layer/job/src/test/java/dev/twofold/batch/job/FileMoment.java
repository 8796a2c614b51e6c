package dev.twofold.batch.job;

import dev.twofold.crash.CrashPoint;

/** Moments within Iceberg's own steps: {@link CrashingFileIO} comes to them. */
enum FileMoment implements CrashPoint {
  /** Everything that a commit writes is written; the catalog does not name it yet. */
  METADATA_WRITTEN,
  /** A file is about to be deleted, and nothing names it any more. */
  DELETION_DUE,
  /** A file is deleted; others that went out of use with it may still be there. */
  FILE_DELETED
}
