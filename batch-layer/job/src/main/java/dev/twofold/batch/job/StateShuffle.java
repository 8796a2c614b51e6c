package dev.twofold.batch.job;

import dev.twofold.batch.job.SegmentTarget.Written;
import dev.twofold.batch.views.SegmentWriter;
import dev.twofold.fold.Fold;
import dev.twofold.fold.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.serializer.KryoSerializer;
import scala.Tuple2;
import scala.math.Ordering;
import scala.math.Ordering$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Brings encoded states of the same view, key and pane together, merges them and writes segments.
 */
final class StateShuffle {
  private StateShuffle() {}

  /**
   * @param states by {@link StateKey}, whose views are indexes in {@code targets}
   * @return one a target, in their order
   */
  static List<Written> write(JavaRDD<Tuple2<byte[], byte[]>> states, List<SegmentTarget> targets) {
    int partitions = Math.max(1, states.context().defaultParallelism());
    ClassTag<byte[]> bytes = ClassTag$.MODULE$.apply(byte[].class);
    Ordering<byte[]> order = Ordering$.MODULE$.comparatorToOrdering(StateKey.Order.ASCENDING);
    var shuffled =
        new ShuffledRDD<byte[], byte[], byte[]>(
                states.rdd(), new ByKey(partitions), bytes, bytes, bytes)
            .setKeyOrdering(order)
            // For byte arrays, a third of the size and time of Java's serialization.
            .setSerializer(new KryoSerializer(states.context().getConf()));
    List<SegmentTarget> serializable = new ArrayList<>(targets);
    List<Written> parts =
        shuffled.toJavaRDD().mapPartitions(sorted -> merge(sorted, serializable)).collect();
    List<Written> whole = new ArrayList<>();
    for (int target = 0; target < targets.size(); target++) {
      int index = target;
      List<Written> own = parts.stream().filter(part -> part.target() == index).toList();
      whole.add(
          new Written(
              index,
              own.stream().flatMap(part -> part.files().stream()).toList(),
              own.stream().mapToLong(Written::rows).sum(),
              own.stream().mapToLong(Written::events).sum()));
    }
    return whole;
  }

  private static final class ByKey extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int partitions;

    ByKey(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return Math.floorMod(StateKey.hashOfKey((byte[]) key), partitions);
    }
  }

  /** Merges neighbours of the same key and writes them, view after view, as the order has them. */
  private static Iterator<Written> merge(
      Iterator<Tuple2<byte[], byte[]>> sorted, List<SegmentTarget> targets) throws IOException {
    List<Written> done = new ArrayList<>();
    SegmentWriter out = null;
    int target = -1;
    try {
      Tuple2<byte[], byte[]> next = sorted.hasNext() ? sorted.next() : null;
      while (next != null) {
        byte[] key = next._1();
        if (StateKey.view(key) != target) {
          finish(target, out, done);
          target = StateKey.view(key);
          SegmentTarget to = targets.get(target);
          TaskContext task = TaskContext.get();
          out =
              new SegmentWriter(
                  to.table(), to.fold(), to.segment(), task.partitionId(), task.taskAttemptId());
        }
        Fold fold = targets.get(target).fold();
        State state = fold.decode(next._2());
        next = sorted.hasNext() ? sorted.next() : null;
        while (next != null && Arrays.equals(next._1(), key)) {
          fold.merge(next._2(), state);
          next = sorted.hasNext() ? sorted.next() : null;
        }
        out.write(StateKey.key(key), StateKey.pane(key), state);
      }
      finish(target, out, done);
      return done.iterator();
    } finally {
      if (out != null) {
        out.close();
      }
    }
  }

  private static void finish(int target, SegmentWriter out, List<Written> done) throws IOException {
    if (out != null) {
      done.add(new Written(target, out.finish(), out.rows(), out.events()));
    }
  }
}
