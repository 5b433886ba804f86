package io.ottla.compat.audit;

import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * An idempotent producer of 0, 1, 2, …, each to the partition of its remainder, so that the number
 * at offset {@code o} of partition {@code p} is {@code o * PARTITIONS + p}. Stays only so far ahead
 * of the slowest pipeline.
 */
final class Source {
  static final int PARTITIONS = 3;
  private static final long AHEAD = 600;
  private static final int CHUNK = 30;

  private final String topic;
  private final KafkaProducer<String, String> producer;
  private final LongSupplier slowest;
  private final Thread thread;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private volatile boolean stopped;
  private long sent;

  private Source(Clients clients, String topic, LongSupplier slowest) {
    this.topic = topic;
    this.slowest = slowest;
    producer = clients.producer("acks=all", "reconnect.backoff.max.ms=200");
    thread = new Thread(this::run, "source");
  }

  static Source start(Clients clients, String topic, LongSupplier slowest) {
    Source source = new Source(clients, topic, slowest);
    source.thread.start();
    return source;
  }

  private void run() {
    while (!stopped) {
      if (sent - slowest.getAsLong() >= AHEAD) {
        Deadline.let(Duration.ofMillis(5));
        continue;
      }
      for (int i = 0; i < CHUNK; i++) {
        send();
      }
    }
  }

  private void send() {
    long number = sent++;
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(topic, (int) (number % PARTITIONS), null, Long.toString(number)),
            (metadata, error) -> {
              if (error == null) {
                acknowledged.incrementAndGet();
              } else {
                failure.compareAndSet(null, error);
              }
            });
  }

  /** Sends no more; returns how many records were sent, all of them acknowledged. */
  long stop() throws InterruptedException {
    stopped = true;
    thread.join();
    producer.close();
    if (acknowledged.get() != sent) {
      throw new AssertionError(acknowledged + " of " + sent + " acknowledged", failure.get());
    }
    return sent;
  }
}
