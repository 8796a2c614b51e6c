package dev.twofold.bench.flink;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Times a job over a filled topic: from when its sources have read the first twentieth until it has
 * ended. So neither the start of a cluster nor the compilation of a plan counts, and what was
 * buffered does.
 */
public final class Timing {
  private static final int START_SHARE = 20;
  private static final long POLL_MILLIS = 5;
  private static final double NANOS = 1e9;

  private Timing() {}

  /** A job to be timed; returns when it has ended. */
  @FunctionalInterface
  public interface Job {
    void run() throws Exception;
  }

  /**
   * Runs the job once to warm the JVM and once for the figures, which it prints as one line of
   * JSON.
   */
  public static void measure(long events, Job job) throws Exception {
    pass(events, job);
    System.out.println(pass(events, job));
  }

  private static String pass(long events, Job job) throws Exception {
    Start start = new Start(events / START_SHARE);
    Thread watch = new Thread(start, "watch");
    watch.setDaemon(true);
    watch.start();
    job.run();
    double seconds = (System.nanoTime() - start.nanos) / NANOS;
    double cpu = (cpuNanos() - start.cpuNanos) / NANOS;
    watch.join();
    long read = ReadProgress.records();
    if (read != events) {
      throw new IllegalStateException("The job read " + read + " events of " + events);
    }
    return String.format(
        Locale.ROOT,
        "{\"events\": %d, \"seconds\": %.3f, \"cpu_seconds\": %.3f}",
        read - start.records,
        seconds,
        cpu);
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Waits until enough was read, and notes when that was. */
  private static final class Start implements Runnable {
    private final long threshold;
    private volatile long records;
    private volatile long nanos;
    private volatile long cpuNanos;

    Start(long threshold) {
      this.threshold = threshold;
    }

    @Override
    public void run() {
      long stale = ReadProgress.records();
      long now = stale;
      while (now == stale || now < threshold) {
        try {
          Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
        now = ReadProgress.records();
      }
      records = now;
      nanos = System.nanoTime();
      cpuNanos = cpuNanos();
    }
  }
}
