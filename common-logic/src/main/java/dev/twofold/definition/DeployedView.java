package dev.twofold.definition;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A view's name and the versions that were deployed under it.
 *
 * @param hold why nothing of it is published, and no version takes its name; empty where it is not
 *     held
 * @param removedAtMillis when it was taken out of the project; 0 while it is in it
 * @param versions the earliest deployed first; at most one is in force
 */
public record DeployedView(
    String name, Optional<String> hold, long removedAtMillis, List<Version> versions) {
  public DeployedView {
    versions = List.copyOf(versions);
    if (versions.stream().filter(version -> version.status() == Status.IN_FORCE).count() > 1) {
      throw new IllegalArgumentException("View " + name + " has two versions in force");
    }
  }

  /** What a version is there for. */
  public enum Status {
    /** Both layers fold it, until it is complete and takes over. */
    BUILDING,
    /** It answers for the view's name. */
    IN_FORCE,
    /** Another took over. Both layers still fold it, to roll back to. */
    REPLACED,
    /** The name was taken back from it, as its logic was wrong. Both layers still fold it. */
    ROLLED_BACK,
    /** Nothing folds or asks it; what is left of it in the stores is dropped. */
    RETIRED
  }

  /**
   * One version of a view.
   *
   * @param id what stored rows and tables are keyed by
   * @param meaning the hash of what it means
   * @param life how many versions of this meaning were retired before
   * @param sinceMillis when its status changed last
   */
  public record Version(
      String id, String meaning, int life, Status status, long sinceMillis, String sql) {
    /** One that was not there before. */
    static Version of(String meaning, int life, Status status, long nowMillis, String sql) {
      return new Version(id(meaning, life), meaning, life, status, nowMillis, sql);
    }

    private static String id(String meaning, int life) {
      if (life == 0) {
        return meaning;
      }
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-256")
                .digest((meaning + " life " + life).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, meaning.length() / 2);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every Java has SHA-256", e);
      }
    }

    Version as(Status now, long nowMillis) {
      return now == status ? this : new Version(id, meaning, life, now, nowMillis, sql);
    }

    /** The same meaning in other words. */
    Version written(String text) {
      return new Version(id, meaning, life, status, sinceMillis, text);
    }
  }

  /** The version that the name stands for; empty where the view is removed. */
  public Optional<Version> inForce() {
    return versions.stream().filter(version -> version.status() == Status.IN_FORCE).findFirst();
  }

  /** Those that both layers fold. */
  public List<Version> live() {
    return versions.stream().filter(version -> version.status() != Status.RETIRED).toList();
  }

  public Optional<Version> version(String id) {
    return versions.stream().filter(version -> version.id().equals(id)).findFirst();
  }

  /** The ids of those that the name can be rolled back to. */
  List<String> earlier() {
    return versions.stream()
        .filter(
            version ->
                version.status() == Status.REPLACED || version.status() == Status.ROLLED_BACK)
        .map(Version::id)
        .toList();
  }

  boolean is(String id, Status status) {
    return version(id).filter(version -> version.status() == status).isPresent();
  }

  /** The name goes to a version, in one step; what had it is {@code before} now. */
  DeployedView inForce(String id, Status before, long nowMillis) {
    List<Version> changed = new ArrayList<>();
    for (Version version : versions) {
      if (version.id().equals(id)) {
        changed.add(version.as(Status.IN_FORCE, nowMillis));
      } else {
        changed.add(version.status() == Status.IN_FORCE ? version.as(before, nowMillis) : version);
      }
    }
    return new DeployedView(name, hold, removedAtMillis, changed);
  }

  /** With a version in place of the one of its id, or as the latest. */
  DeployedView with(Version changed) {
    List<Version> all = new ArrayList<>(versions);
    int at = versions.stream().map(Version::id).toList().indexOf(changed.id());
    if (at < 0) {
      all.add(changed);
    } else {
      all.set(at, changed);
    }
    return new DeployedView(name, hold, removedAtMillis, all);
  }

  DeployedView without(String id) {
    return new DeployedView(
        name,
        hold,
        removedAtMillis,
        versions.stream().filter(version -> !version.id().equals(id)).toList());
  }

  DeployedView held(String reason) {
    return new DeployedView(name, Optional.of(reason), removedAtMillis, versions);
  }

  DeployedView released() {
    return new DeployedView(name, Optional.empty(), removedAtMillis, versions);
  }

  DeployedView removed(long atMillis) {
    return new DeployedView(name, Optional.empty(), atMillis, versions);
  }

  DeployedView present() {
    return new DeployedView(name, hold, 0, versions);
  }
}
