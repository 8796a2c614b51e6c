package dev.twofold.bench.flink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;

/**
 * The three views of {@code projects/stream} in Flink SQL, as its tuning guide advises:
 * mini-batches and two phases, objects reused, state on the heap; one source for all three; results
 * thrown away.
 *
 * <p>Arguments: bootstrap servers, topic, events in it, folder for checkpoints, then settings as
 * {@code name=value} that add to or replace those below.
 */
public final class FlinkSqlPeer {
  private FlinkSqlPeer() {}

  public static void main(String[] args) throws Exception {
    String sql = statements().replace("${bootstrap}", args[0]).replace("${topic}", args[1]);
    Configuration settings = settings(args[3]);
    Arrays.stream(args)
        .skip(4)
        .map(setting -> setting.split("=", 2))
        .forEach(setting -> settings.setString(setting[0], setting[1]));
    Timing.measure(Long.parseLong(args[2]), () -> run(sql, settings));
    System.exit(0);
  }

  static Configuration settings(String checkpoints) {
    Configuration settings = new Configuration();
    settings.setString("parallelism.default", "2");
    settings.setString("execution.checkpointing.interval", "5 s");
    settings.setString("execution.checkpointing.dir", checkpoints);
    settings.setString("state.backend.type", "hashmap");
    settings.setString("pipeline.object-reuse", "true");
    settings.setString("metrics.reporters", "progress");
    settings.setString(
        "metrics.reporter.progress.factory.class", ReadProgress.Factory.class.getName());
    settings.setString("table.local-time-zone", "UTC");
    settings.setString("table.exec.mini-batch.enabled", "true");
    settings.setString("table.exec.mini-batch.allow-latency", "1 s");
    settings.setString("table.exec.mini-batch.size", "20000");
    settings.setString("table.optimizer.agg-phase-strategy", "TWO_PHASE");
    return settings;
  }

  private static void run(String sql, Configuration settings) throws Exception {
    TableEnvironment tables =
        TableEnvironment.create(
            EnvironmentSettings.newInstance()
                .inStreamingMode()
                .withConfiguration(settings)
                .build());
    StatementSet inserts = tables.createStatementSet();
    for (String statement : sql.split(";\\s*\n", -1)) {
      if (statement.strip().startsWith("INSERT")) {
        inserts.addInsertSql(statement);
      } else if (!statement.isBlank()) {
        tables.executeSql(statement);
      }
    }
    inserts.execute().await();
  }

  private static String statements() throws IOException {
    try (InputStream in = FlinkSqlPeer.class.getResourceAsStream("/stream.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
