package dev.twofold.cli.platform;

import dev.twofold.cli.Background;
import dev.twofold.stack.CassandraServer;
import dev.twofold.stack.KafkaServer;
import dev.twofold.stack.LocalStack;
import dev.twofold.stack.Server;
import java.util.concurrent.CompletableFuture;

/** The start of Kafka and Cassandra, both at once, each with words for when it is ready. */
final class StoreStart {
  private final Home home;
  private final StateFolder state;
  private final CompletableFuture<KafkaServer> kafka = new CompletableFuture<>();
  private final CompletableFuture<CassandraServer> cassandra = new CompletableFuture<>();

  StoreStart(Home home, StateFolder state) {
    this.home = home;
    this.state = state;
  }

  CompletableFuture<LocalStack> start() {
    return Background.start(() -> LocalStack.start(home.root(), state.root(), this::ready))
        .whenComplete(
            (stack, failure) -> {
              if (failure != null) {
                kafka.completeExceptionally(failure);
                cassandra.completeExceptionally(failure);
              }
            });
  }

  private void ready(Server server) {
    if (server instanceof KafkaServer ready) {
      kafka.complete(ready);
    } else if (server instanceof CassandraServer ready) {
      cassandra.complete(ready);
    }
  }

  String awaitKafka() throws Exception {
    return "ready on " + kafka.get().bootstrap();
  }

  String awaitCassandra() throws Exception {
    return "ready on " + cassandra.get().contactPointText();
  }
}
