package dev.twofold.speed.job;

import dev.twofold.epoch.Position;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.streaming.api.graph.StreamGraphHasherV2;

/** Reads from a checkpoint, before any job runs, where a job that continues it will begin. */
final class CheckpointPositions {
  private static final ClassLoader CLASSES = CheckpointPositions.class.getClassLoader();
  private static final OperatorID OPERATOR =
      new OperatorID(StreamGraphHasherV2.generateUserSpecifiedHash(DecodeAndCombine.UID));

  private CheckpointPositions() {}

  /** The furthest position of each partition. */
  static Collection<Position> read(Path checkpoint) {
    Positions all = new Positions(0, List.of(), Map.of());
    try (OperatorStateBackend state =
        new DefaultOperatorStateBackendBuilder(
                CLASSES, new ExecutionConfig(), false, handles(checkpoint), new CloseableRegistry())
            .build()) {
      for (Positions part : state.getUnionListState(Positions.stored()).get()) {
        all = all.join(part);
      }
      state.dispose();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read checkpoint " + checkpoint, e);
    } catch (Exception e) {
      throw new IllegalStateException("Cannot read checkpoint " + checkpoint, e);
    }
    if (all.positions().isEmpty()) {
      throw new IllegalStateException("Checkpoint " + checkpoint + " holds no positions");
    }
    return all.positions();
  }

  private static List<OperatorStateHandle> handles(Path checkpoint) throws IOException {
    List<OperatorStateHandle> handles = new ArrayList<>();
    Path metadata = Checkpoints.metadata(checkpoint);
    try (DataInputStream in = new DataInputStream(metadata.getFileSystem().open(metadata))) {
      for (OperatorState operator :
          org.apache.flink.runtime.checkpoint.Checkpoints.loadCheckpointMetadata(
                  in, CLASSES, checkpoint.toString())
              .getOperatorStates()) {
        if (operator.getOperatorID().equals(OPERATOR)) {
          for (OperatorSubtaskState subtask : operator.getStates()) {
            handles.addAll(subtask.getManagedOperatorState());
          }
        }
      }
    }
    return handles;
  }
}
