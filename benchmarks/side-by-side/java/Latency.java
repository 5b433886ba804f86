import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Latency of one record at a time at a fixed rate, on stock clients: each record is due at a moment
 * that no other record can delay, and its latency runs from that moment (not from when it could be
 * sent), so that a stall counts for every record that fell into it.
 *
 * <p>Arguments: bootstrap, topic (one partition), records per second, seconds, seconds of warm-up,
 * acks, bytes. Prints one line of JSON: for "e2e" (until the consumer has it) and "ack" (until the
 * producer's callback) how many records took how many microseconds, to three digits.
 */
public class Latency {
  private final Map<Long, Integer> endToEnd = new TreeMap<>();
  private final Map<Long, Integer> acknowledged = new TreeMap<>();

  /** Runs it. */
  public static void main(String[] a) throws Exception {
    new Latency()
        .run(
            a[0],
            a[1],
            Integer.parseInt(a[2]),
            Integer.parseInt(a[3]),
            Integer.parseInt(a[4]),
            a[5],
            Integer.parseInt(a[6]));
  }

  private void run(
      String bootstrap,
      String topic,
      int rate,
      int seconds,
      int warmSeconds,
      String acks,
      int bytes)
      throws Exception {
    int warm = rate * warmSeconds;
    int total = warm + rate * seconds;
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap);
        KafkaProducer<byte[], byte[]> producer = producer(bootstrap, acks)) {
      consumer.assign(List.of(partition));
      consumer.seekToEnd(List.of(partition));
      consumer.position(partition);
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread receiver = new Thread(() -> receive(consumer, warm, total), "receiver");
      receiver.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
      receiver.start();
      send(producer, topic, rate, bytes, warm, total);
      producer.flush();
      receiver.join();
      if (failure.get() != null) {
        throw new IllegalStateException(failure.get());
      }
    }
    System.out.println("{\"e2e\":" + json(endToEnd) + ",\"ack\":" + json(acknowledged) + "}");
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer,
      String topic,
      int rate,
      int bytes,
      int warm,
      int total) {
    long begin = System.nanoTime() + 200_000_000L;
    for (int i = 0; i < total; i++) {
      long due = begin + i * 1_000_000_000L / rate;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      byte[] value = ByteBuffer.allocate(bytes).putInt(i).putLong(due).array();
      boolean counts = i >= warm;
      producer.send(
          new ProducerRecord<>(topic, value),
          (metadata, e) -> {
            if (e != null) {
              throw new IllegalStateException(e);
            }
            if (counts) {
              count(acknowledged, System.nanoTime() - due);
            }
          });
    }
  }

  private void receive(KafkaConsumer<byte[], byte[]> consumer, int warm, int total) {
    long patience = System.nanoTime() + 170_000_000_000L;
    for (int next = 0; next < total; ) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
        long now = System.nanoTime();
        ByteBuffer value = ByteBuffer.wrap(record.value());
        if (value.getInt() != next++) {
          throw new IllegalStateException("a record is missing or out of order: " + next);
        }
        if (next > warm) {
          count(endToEnd, now - value.getLong());
        }
      }
      if (System.nanoTime() > patience) {
        throw new IllegalStateException("received " + next + " of " + total);
      }
    }
  }

  private static void count(Map<Long, Integer> histogram, long nanos) {
    long micros = nanos / 1_000;
    long step = 1;
    while (micros / step >= 1_000) {
      step *= 10;
    }
    histogram.merge(micros / step * step, 1, Integer::sum);
  }

  private static String json(Map<Long, Integer> histogram) {
    return histogram.entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", "false"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrap, String acks) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrap, "linger.ms", "0", "acks", acks),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
