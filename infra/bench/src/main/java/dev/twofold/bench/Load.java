package dev.twofold.bench;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends generated edits at a steady rate, in the background, each as it is due. */
final class Load implements AutoCloseable {
  private static final double NANOS = 1e9;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final double perSecond;
  private final Thread thread = new Thread(this::send, "load");
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private volatile boolean closed;
  private volatile long sent;
  private volatile double seconds;

  Load(Producer<byte[], byte[]> producer, String topic, double perSecond) {
    this.producer = producer;
    this.topic = topic;
    this.perSecond = perSecond;
    thread.start();
  }

  private void send() {
    long start = System.nanoTime();
    long next = 0;
    while (!closed) {
      long due = (long) ((System.nanoTime() - start) / NANOS * perSecond);
      for (; next < due; next++) {
        byte[] event = Edits.event(next, System.currentTimeMillis());
        producer.send(
            new ProducerRecord<>(topic, event),
            (metadata, error) -> {
              if (error != null) {
                failure.set(error);
              }
            });
      }
      sent = next;
      seconds = (System.nanoTime() - start) / NANOS;
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /**
   * The rate that was reached, events a second.
   *
   * @throws IllegalStateException where the broker refused an event
   */
  double reached() {
    if (failure.get() != null) {
      throw new IllegalStateException("Cannot send events", failure.get());
    }
    return sent / seconds;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
