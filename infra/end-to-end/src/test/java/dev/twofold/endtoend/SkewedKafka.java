package dev.twofold.endtoend;

import dev.twofold.stack.ChildProcess;
import dev.twofold.stack.JavaCommand;
import dev.twofold.stack.LocalStack;
import dev.twofold.stack.ModuleClasspath;
import dev.twofold.stack.TestStack;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.apache.kafka.clients.admin.Admin;

/**
 * A stack's broker, run with a clock that is wrong: on the same data and ports, with Kafka's own
 * clock class replaced by one that adds to the machine's time. When closed, the right one runs
 * again.
 */
final class SkewedKafka {
  private static final String CLOCK =
"""
package org.apache.kafka.common.utils;

public class SystemTime implements Time {
  private static final SystemTime SYSTEM_TIME = new SystemTime();

  public static SystemTime getSystemTime() {
    return SYSTEM_TIME;
  }

  @Override
  public long milliseconds() {
    return System.currentTimeMillis() + Long.getLong("skew.millis");
  }

  @Override
  public long nanoseconds() {
    return System.nanoTime();
  }

  @Override
  public void sleep(long millis) {
    Utils.sleep(millis);
  }

  @Override
  public void waitObject(Object obj, java.util.function.Supplier<Boolean> done, long deadline)
      throws InterruptedException {
    synchronized (obj) {
      while (!done.get()) {
        long left = deadline - milliseconds();
        if (left <= 0) {
          throw new org.apache.kafka.common.errors.TimeoutException("skewed");
        }
        obj.wait(left);
      }
    }
  }
}
""";

  private final LocalStack stack;
  private final ChildProcess process;

  /**
   * @param skew how far ahead of this machine's clock; negative for behind
   */
  SkewedKafka(LocalStack stack, Duration skew) throws Exception {
    this.stack = stack;
    stack.kafka().close();
    List<Path> kafka = ModuleClasspath.of(TestStack.home(), "infra/kafka");
    List<Path> classpath = new ArrayList<>(List.of(clock(kafka)));
    classpath.addAll(kafka);
    Path folder = stack.state().resolve("kafka");
    JavaCommand command =
        JavaCommand.of("Kafka with a wrong clock", "kafka.Kafka", classpath)
            .withJvmOptions(
                List.of(
                    "-Xmx512m",
                    "-Dskew.millis=" + skew.toMillis(),
                    "-Dlog4j2.configurationFile=" + folder.resolve("log4j2.xml").toUri()))
            .withArguments(List.of(folder.resolve("server.properties").toString()));
    process = ChildProcess.start(command, folder, stack.state().resolve("logs/kafka-skewed.log"));
    awaitBroker();
  }

  private Path clock(List<Path> kafka) throws Exception {
    Path folder = Files.createDirectories(stack.state().resolve("skewed-clock"));
    Path source = folder.resolve("SystemTime.java");
    Files.writeString(source, CLOCK, StandardCharsets.UTF_8);
    String classpath =
        kafka.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                classpath,
                "-d",
                folder.toString(),
                source.toString());
    if (failed != 0) {
      throw new IllegalStateException("Cannot compile " + source);
    }
    return folder;
  }

  private void awaitBroker() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrap()))) {
      admin.describeCluster().nodes().get();
    }
  }

  void close() {
    process.close();
    stack.kafka().start();
  }
}
