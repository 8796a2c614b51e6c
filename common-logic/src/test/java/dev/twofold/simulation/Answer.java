package dev.twofold.simulation;

import dev.twofold.fold.State;
import dev.twofold.view.ViewReader;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** States merged by group. */
record Answer(Map<Group, State> groups) implements ViewReader.Collector {
  record Group(ByteBuffer key, long pane) {}

  Answer() {
    this(new HashMap<>());
  }

  @Override
  public void accept(byte[] key, long pane, byte[] state) {
    Payment.FOLD.merge(
        state,
        groups.computeIfAbsent(
            new Group(ByteBuffer.wrap(key), pane), none -> Payment.FOLD.newState()));
  }

  @Override
  public void clear() {
    groups.clear();
  }
}
