package dev.twofold.bench.spark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Times a piece of work, by the clock and by the CPU time of this process, as JSON. */
final class Stopwatch {
  private static final double NANOS = 1e9;

  private Stopwatch() {}

  static String time(Runnable work) {
    // What the other side left behind is not collected on our time.
    System.gc();
    long start = System.nanoTime();
    long cpuStart = cpuNanos();
    work.run();
    return String.format(
        Locale.ROOT,
        "{\"seconds\": %.3f, \"cpu_seconds\": %.3f}",
        (System.nanoTime() - start) / NANOS,
        (cpuNanos() - cpuStart) / NANOS);
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
