package dev.twofold.erasure;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Events of a source that are to be forgotten: those below these positions for which the condition
 * is TRUE. What comes later is kept, whomever it is of: a user may come back.
 *
 * @param id 16 hex digits, of all the rest
 * @param condition SQL over the source's columns
 * @param topicId of the topic that the positions are in; another of the same name has no such
 *     events
 * @param below by partition, the offset after the last one that it applies to; in a partition that
 *     is not named it applies to none
 */
public record Erasure(String id, String condition, String topicId, Map<Integer, Long> below)
    implements Serializable {
  private static final int ID_BYTES = 8;

  public Erasure {
    below = Map.copyOf(below);
    if (!id.equals(idOf(condition, topicId, below))) {
      throw new IllegalArgumentException("Cannot be an erasure, as it was changed: " + id);
    }
  }

  /** The same is the same erasure: whoever asks for it twice at a time when no event has come. */
  public static Erasure of(String condition, String topicId, Map<Integer, Long> below) {
    return new Erasure(idOf(condition, topicId, below), condition, topicId, below);
  }

  private static String idOf(String condition, String topicId, Map<Integer, Long> below) {
    String text = topicId + new TreeMap<>(below) + condition;
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** Whether a record at the position is one that it is about. */
  boolean reaches(int partition, long offset) {
    Long end = below.get(partition);
    return end != null && offset < end;
  }
}
