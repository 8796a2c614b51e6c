package dev.twofold.serving.http;

/** Text that is safe in a header. */
final class HeaderText {
  private HeaderText() {}

  /** The text with everything but printable ASCII as a question mark. */
  static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.chars().forEach(c -> safe.append(c >= ' ' && c <= '~' ? (char) c : '?'));
    return safe.toString();
  }
}
