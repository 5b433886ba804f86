import java.time.Duration;
import java.util.*;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.*;

/**
 * Small probes on the stock kafka-clients library, for what the stock tools do not report:
 * sub-millisecond latency percentiles (EndToEndLatency truncates them to whole ms), and how long a
 * topic with many partitions takes until every partition is usable. Each mode prints one JSON line
 * last.
 */
public class Probe {
  public static void main(String[] a) throws Exception {
    switch (a[0]) {
      case "latency" ->
          latency(
              a[1],
              a[2],
              Integer.parseInt(a[3]),
              Integer.parseInt(a[4]),
              a[5],
              Integer.parseInt(a[6]));
      case "partitions" -> partitions(a[1], a[2], Integer.parseInt(a[3]), Long.parseLong(a[4]));
      default -> throw new IllegalArgumentException(a[0]);
    }
  }

  /**
   * Same loop as org.apache.kafka.tools.EndToEndLatency, with warm-up and microsecond percentiles.
   */
  static void latency(String bootstrap, String topic, int n, int warmup, String acks, int size)
      throws Exception {
    Properties c = new Properties();
    c.put("bootstrap.servers", bootstrap);
    c.put("enable.auto.commit", "false");
    c.put("auto.offset.reset", "latest");
    c.put("fetch.max.wait.ms", "0");
    c.put("key.deserializer", ByteArrayDeserializer.class.getName());
    c.put("value.deserializer", ByteArrayDeserializer.class.getName());
    Properties p = new Properties();
    p.put("bootstrap.servers", bootstrap);
    p.put("linger.ms", "0");
    p.put("acks", acks);
    p.put("key.serializer", ByteArraySerializer.class.getName());
    p.put("value.serializer", ByteArraySerializer.class.getName());
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(c);
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(p)) {
      TopicPartition tp = new TopicPartition(topic, 0);
      consumer.assign(List.of(tp));
      consumer.seekToEnd(List.of(tp));
      consumer.position(tp);
      long[] e2e = new long[n], prod = new long[n];
      Random rnd = new Random(0);
      for (int i = -warmup; i < n; i++) {
        byte[] m = new byte[size];
        rnd.nextBytes(m);
        long t0 = System.nanoTime();
        producer.send(new ProducerRecord<>(topic, m)).get(30, TimeUnit.SECONDS);
        long t1 = System.nanoTime();
        ConsumerRecords<byte[], byte[]> r = consumer.poll(Duration.ofSeconds(30));
        long t2 = System.nanoTime();
        if (r.count() != 1 || !Arrays.equals(m, r.iterator().next().value()))
          throw new IllegalStateException("expected the one record just sent, got " + r.count());
        if (i >= 0) {
          prod[i] = t1 - t0;
          e2e[i] = t2 - t0;
        }
      }
      System.out.printf(Locale.ROOT, "{%s,%s}%n", stats("e2e", e2e), stats("produce", prod));
    }
  }

  static String stats(String name, long[] v) {
    double sum = 0;
    for (long x : v) sum += x;
    Arrays.sort(v);
    return String.format(
        Locale.ROOT,
        "\"%1$s_mean_us\":%2$.1f,\"%1$s_p50_us\":%3$.1f,\"%1$s_p99_us\":%4$.1f,\"%1$s_p999_us\":%5$.1f,\"%1$s_max_us\":%6$.1f",
        name,
        sum / v.length / 1e3,
        q(v, .5),
        q(v, .99),
        q(v, .999),
        v[v.length - 1] / 1e3);
  }

  static double q(long[] sorted, double f) {
    return sorted[Math.min(sorted.length - 1, (int) (sorted.length * f))] / 1e3;
  }

  /** Creates a topic with many partitions from an already warm Admin client; times three stages. */
  static void partitions(String bootstrap, String topic, int n, long timeoutMs) throws Exception {
    Properties c = new Properties();
    c.put("bootstrap.servers", bootstrap);
    c.put("request.timeout.ms", "60000");
    c.put("default.api.timeout.ms", "60000");
    try (Admin admin = Admin.create(c)) {
      for (int i = 0; i < 5; i++) {
        String w = topic + "-warm" + i;
        admin.createTopics(List.of(new NewTopic(w, 1, (short) 1))).all().get();
        ready(admin, w, 1, timeoutMs);
      }
      long t0 = System.nanoTime();
      admin.createTopics(List.of(new NewTopic(topic, n, (short) 1))).all().get();
      long t1 = System.nanoTime();
      ready(admin, topic, n, timeoutMs);
      long t2 = System.nanoTime();
      System.out.printf(
          Locale.ROOT,
          "{\"create_ms\":%.1f,\"ready_ms\":%.1f}%n",
          (t1 - t0) / 1e6,
          (t2 - t0) / 1e6);
    }
  }

  /** Returns when the broker answers ListOffsets(latest) for every partition. */
  static void ready(Admin admin, String topic, int n, long timeoutMs) throws Exception {
    long end = System.nanoTime() + timeoutMs * 1_000_000L;
    Map<TopicPartition, OffsetSpec> q = new HashMap<>();
    for (int i = 0; i < n; i++) q.put(new TopicPartition(topic, i), OffsetSpec.latest());
    while (true) {
      try {
        if (admin.listOffsets(q).all().get().size() == n) return;
      } catch (ExecutionException e) {
        if (System.nanoTime() > end) throw e;
      }
      Thread.sleep(2);
    }
  }
}
