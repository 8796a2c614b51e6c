package dev.twofold.speed.job;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;

/**
 * Wires a job's operators. Their ids are part of its checkpoints: a renamed one loses its state.
 */
final class Topology {
  private static final String DISCOVERY_MILLIS = "5000";

  private Topology() {}

  static void build(StreamExecutionEnvironment env, JobSpec spec) {
    build(env, spec, source(spec).build(), new RealtimeSink(spec));
  }

  /** The same between another source and sink: what the benchmark measures. */
  static void build(
      StreamExecutionEnvironment env,
      JobSpec spec,
      KafkaSource<KafkaRecord> source,
      Sink<KeyedState> sink) {
    SingleOutputStreamOperator<KeyedState> parts =
        env.fromSource(
                source,
                WatermarkStrategy.noWatermarks(),
                "Kafka " + spec.source().topic(),
                KafkaRecord.TYPE)
            .uid("source")
            .transform("Decode and combine", KeyedState.TYPE, new DecodeAndCombine(spec))
            .uid(DecodeAndCombine.UID);

    parts
        .getSideOutput(DecodeAndCombine.DEAD_LETTERS)
        .sinkTo(new DeadLetterSink(spec))
        .name("Dead letters")
        .uid("dead-letters");

    parts
        .getSideOutput(DecodeAndCombine.EPOCH_ENDS)
        .sinkTo(new EpochEndSink(spec))
        .name("Epoch ends")
        .uid("epoch-ends");

    DataStream<Long> sealed =
        parts
            .getSideOutput(DecodeAndCombine.POSITIONS)
            .transform("Ledger", BasicTypeInfo.LONG_TYPE_INFO, new LedgerKeeper(spec))
            .uid("ledger")
            .forceNonParallel()
            // Chained where nothing is parallel, it could not be restored where something is.
            .disableChaining();

    KeyedStream<KeyedState, StateKey> byKey = parts.keyBy(KeyedState::key, StateKey.TYPE);
    TwoInputTransformation<KeyedState, Long, KeyedState> merge =
        new TwoInputTransformation<>(
            byKey.getTransformation(),
            sealed.broadcast().getTransformation(),
            "Merge states",
            SimpleOperatorFactory.of(new MergeStates(spec)),
            KeyedState.TYPE,
            env.getParallelism(),
            false);
    merge.setUid("merge-states");
    merge.setStateKeyType(StateKey.TYPE);
    merge.setStateKeySelectors(byKey.getKeySelector(), null);
    env.addOperator(merge);

    new DataStream<>(env, merge).sinkTo(sink).name("Real-time views").uid("real-time-views");
  }

  static KafkaSourceBuilder<KafkaRecord> source(JobSpec spec) {
    return KafkaSource.<KafkaRecord>builder()
        .setProperties(TopicLog.clientProperties(spec.settings().kafka()))
        .setTopics(spec.source().topic())
        .setClientIdPrefix("twofold-" + spec.source().name())
        .setStartingOffsets(new StartingOffsets(spec.initial()))
        .setDeserializer(new KafkaRecordReader())
        .setProperty("isolation.level", "read_committed")
        .setProperty("enable.auto.commit", "false")
        .setProperty(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "false")
        .setProperty(KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), DISCOVERY_MILLIS)
        .setProperty("fetch.min.bytes", "1")
        .setProperty("max.poll.records", "5000");
  }
}
