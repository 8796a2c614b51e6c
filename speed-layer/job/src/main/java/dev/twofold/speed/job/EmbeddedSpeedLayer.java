package dev.twofold.speed.job;

import dev.twofold.definition.Project;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;

/** The speed layer in this process, on a Flink of its own. It follows what is deployed. */
final class EmbeddedSpeedLayer {
  private static final long LOOK_MILLIS = 100;
  private static final long STOP_SECONDS = 25;

  /** The process of a launcher that was killed ends by itself, some seconds after it. */
  private static final Duration ORPHAN_ENDS = Duration.ofSeconds(20);

  private EmbeddedSpeedLayer() {}

  /**
   * Runs all jobs until the process is told to stop.
   *
   * @throws Exception where one failed for good
   */
  static void run(Project project, Arguments arguments) throws Exception {
    Path folder = Path.of(arguments.state()).toAbsolutePath().resolve("speed");
    Files.createDirectories(folder);
    CountDownLatch stopped = new CountDownLatch(1);
    try (FileChannel lock = lock(folder.resolve("lock"))) {
      Path temporary = folder.resolve("tmp");
      deleteTree(temporary); // a process that was killed leaves large files behind
      Files.createDirectories(temporary);
      System.setProperty("java.io.tmpdir", temporary.toString());
      int sources = SpeedJob.sources(project, arguments).size();
      Configuration flink = FlinkSettings.embeddedCluster(temporary);
      arguments.flink().forEach(flink::setString);
      Stop stop = new Stop(stopped);
      Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop-speed-layer"));
      try (EmbeddedCluster cluster = new EmbeddedCluster(flink, arguments.parallelism(), sources);
          DeploymentWatch deployments = new DeploymentWatch(project)) {
        SourceJobs jobs = new SourceJobs(project, arguments, cluster);
        jobs.start();
        System.out.println("ready");
        System.out.flush();
        watch(jobs, deployments, stop);
      }
      if (!lock.isOpen()) {
        throw new IOException("The lock on " + folder + " was lost");
      }
    } finally {
      stopped.countDown();
    }
  }

  private static void watch(SourceJobs jobs, DeploymentWatch deployments, Stop stop)
      throws Exception {
    try {
      while (!stop.isAsked()) {
        deployments.news().ifPresent(jobs::follow);
        jobs.look();
        stop.await(LOOK_MILLIS);
      }
    } finally {
      jobs.stop();
    }
  }

  /** Two processes on one folder would fold each event twice into the rows of one incarnation. */
  private static FileChannel lock(Path file) throws IOException, InterruptedException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    long giveUp = System.nanoTime() + ORPHAN_ENDS.toNanos();
    while (channel.tryLock() == null) {
      if (System.nanoTime() > giveUp) {
        channel.close();
        throw new RefusedException(
            "Another speed layer runs on this state folder (it holds " + file + "): stop it first");
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return channel;
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** SIGTERM: asks the main thread to stop, and holds the process until it has. */
  private static final class Stop implements Runnable {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch stopped;

    Stop(CountDownLatch stopped) {
      this.stopped = stopped;
    }

    @Override
    public void run() {
      asked.countDown();
      try {
        stopped.await(STOP_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    boolean isAsked() {
      return asked.getCount() == 0;
    }

    void await(long millis) throws InterruptedException {
      asked.await(millis, TimeUnit.MILLISECONDS);
    }
  }
}
