package io.ottla.compat.survival;

import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Maps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** A producer on a thread of its own that numbers its records and keeps what became of them. */
public final class Load {
  private static final int MAX_IN_FLIGHT = 2_000;
  private static final long NUMBERS_PER_ROUND = 1_000_000_000;
  private static final long STOP_LIMIT_MS = 60_000;

  private final KafkaProducer<String, String> producer;
  private final String topic;
  private final int partitions;
  private final Thread thread;
  private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
  private final Map<Integer, Set<Long>> sent = new ConcurrentHashMap<>();
  private final Map<Integer, Set<Long>> acknowledged = new ConcurrentHashMap<>();
  private final AtomicLong sentCount = new AtomicLong();
  private final AtomicLong acknowledgedCount = new AtomicLong();
  private volatile boolean stopped;

  private Load(KafkaProducer<String, String> producer, String topic, int partitions, int round) {
    this.producer = producer;
    this.topic = topic;
    this.partitions = partitions;
    for (int partition = 0; partition < partitions; partition++) {
      sent.put(partition, new ConcurrentSkipListSet<>());
      acknowledged.put(partition, new ConcurrentSkipListSet<>());
    }
    thread = new Thread(() -> run(round * NUMBERS_PER_ROUND), "load-" + round);
  }

  /** Starts to send to all partitions; settings are {@code key=value}. */
  public static Load start(
      Clients clients, int round, int partitions, String topic, String... settings) {
    String[] all = new String[settings.length + 2];
    System.arraycopy(settings, 0, all, 0, settings.length);
    all[settings.length] = "acks=all";
    all[settings.length + 1] = "linger.ms=1";
    Load load = new Load(clients.producer(all), topic, partitions, round);
    load.thread.start();
    return load;
  }

  private void run(long first) {
    for (long number = first; !stopped; number++) {
      inFlight.acquireUninterruptibly();
      send(number);
    }
  }

  private void send(long number) {
    int partition = (int) (number % partitions);
    var unusedAdded = sentTo(partition).add(number);
    sentCount.incrementAndGet();
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(topic, partition, null, Long.toString(number)),
            (metadata, error) -> {
              inFlight.release();
              if (error == null) {
                var unusedToo = acknowledgedBy(partition).add(number);
                acknowledgedCount.incrementAndGet();
              }
            });
  }

  private Set<Long> sentTo(int partition) {
    return Maps.value(sent, partition);
  }

  private Set<Long> acknowledgedBy(int partition) {
    return Maps.value(acknowledged, partition);
  }

  /** Sends no more and waits until it is known what became of everything. */
  public void stop() {
    stopped = true;
    try {
      thread.join(STOP_LIMIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    producer.close();
  }

  /** How many records were sent. */
  public long sentCount() {
    return sentCount.get();
  }

  /** How many records were acknowledged. */
  public long acknowledgedCount() {
    return acknowledgedCount.get();
  }

  List<Long> sent(int partition) {
    return new ArrayList<>(sentTo(partition));
  }

  /** The numbers that a partition has acknowledged. */
  public List<Long> acknowledged(int partition) {
    return new ArrayList<>(acknowledgedBy(partition));
  }
}
