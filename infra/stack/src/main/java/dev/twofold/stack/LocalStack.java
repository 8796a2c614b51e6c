package dev.twofold.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * A Kafka broker and a Cassandra node on this machine, with their data, configuration and logs
 * under one state folder. Deleting that folder, while nothing runs there, resets them. Thread-safe.
 */
public final class LocalStack implements AutoCloseable {
  private static final List<String> PORTS =
      List.of("kafka", "kafka-controller", "cassandra", "cassandra-storage");

  /** A server of a launcher that was killed before it noted its process may still end. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Path state;
  private final StackLock lock;
  private final List<String> moved;
  private final KafkaServer kafka;
  private final CassandraServer cassandra;

  private LocalStack(Path home, Path state, StackLock lock) {
    // First, or their ports would be found taken, and every client's address would change.
    Server.awaitOrphan(state.resolve(KafkaServer.FOLDER));
    Server.awaitOrphan(state.resolve(CassandraServer.FOLDER));
    Ports ports = Ports.remembered(state.resolve("ports.properties"), PORTS, PATIENCE);
    this.moved = ports.moved();
    this.state = state;
    this.lock = lock;
    this.kafka = new KafkaServer(home, state, ports);
    this.cassandra = new CassandraServer(home, state, ports);
  }

  /**
   * Starts both servers, with the data of the folder's last run, and waits until both serve.
   *
   * @param home root of the repository, whose modules infra/kafka and infra/cassandra are built
   * @param stateFolder made if it is not there
   * @throws StackException where a stack already runs there, or a server does not start
   */
  public static LocalStack start(Path home, Path stateFolder) {
    return start(home, stateFolder, server -> {});
  }

  /**
   * As {@link #start(Path, Path)}, and tells when each server serves.
   *
   * @param ready called once a server, from other threads
   */
  public static LocalStack start(Path home, Path stateFolder, Consumer<Server> ready) {
    Path state = stateFolder.toAbsolutePath().normalize();
    StackLock lock = StackLock.take(state);
    try {
      LocalStack stack = new LocalStack(home.toAbsolutePath().normalize(), state, lock);
      stack.startServers(ready);
      return stack;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void startServers(Consumer<Server> ready) {
    CompletableFuture<Void> kafkaStart =
        CompletableFuture.runAsync(kafka::start).thenRun(() -> ready.accept(kafka));
    CompletableFuture<Void> cassandraStart =
        CompletableFuture.runAsync(cassandra::start).thenRun(() -> ready.accept(cassandra));
    try {
      CompletableFuture.allOf(kafkaStart, cassandraStart).join();
      StackFile.write(state, kafka.bootstrap(), cassandra.contactPointText());
    } catch (CompletionException e) {
      stopServers();
      throw e.getCause() instanceof StackException cause ? cause : e;
    }
  }

  /**
   * For people: which ports of the folder's last run other programs have taken, and which are used
   * in place of them. Empty where all are as they were.
   */
  public List<String> moved() {
    return moved;
  }

  public KafkaServer kafka() {
    return kafka;
  }

  public CassandraServer cassandra() {
    return cassandra;
  }

  /** The state folder, absolute. */
  public Path state() {
    return state;
  }

  /** Stops both servers, cleanly, and frees the folder; the data stay. */
  @Override
  public void close() {
    stopServers();
    lock.close();
  }

  private void stopServers() {
    CompletableFuture<Void> kafkaStop = CompletableFuture.runAsync(kafka::close);
    cassandra.close();
    kafkaStop.join();
  }
}
