package dev.twofold.view;

/** Takes states as a store yields them. The state's bytes must not be changed. */
@FunctionalInterface
public interface StateConsumer {
  void accept(byte[] key, long pane, byte[] state);
}
