import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What ProducerPerformance cannot send: records with keys, and to many topics in turn.
 *
 * <p>Arguments: bootstrap, topic (with several topics a number is appended), topics, records, bytes
 * of a value, keys (0: records without one), then producer properties as name=value. Prints mb_s
 * and records_s from the first send to the last acknowledgement, and p99_ms of the latency; the
 * first fifth of the records is sent before and not counted.
 */
public class Load {
  /** Runs it. */
  public static void main(String[] a) throws Exception {
    Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", a[0]));
    for (String property : Arrays.copyOfRange(a, 6, a.length)) {
      settings.put(
          property.substring(0, property.indexOf('=')),
          property.substring(property.indexOf('=') + 1));
    }
    String[] topics = new String[Integer.parseInt(a[2])];
    for (int i = 0; i < topics.length; i++) {
      topics[i] = topics.length == 1 ? a[1] : a[1] + i;
    }
    int records = Integer.parseInt(a[3]);
    int bytes = Integer.parseInt(a[4]);
    int keys = Integer.parseInt(a[5]);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      send(producer, topics, records / 5, bytes, keys);
      long begin = System.nanoTime();
      int[] latencies = send(producer, topics, records, bytes, keys);
      double seconds = (System.nanoTime() - begin) / 1e9;
      Arrays.sort(latencies);
      System.out.printf(
          Locale.ROOT,
          "{\"mb_s\":%.3f,\"records_s\":%.1f,\"p99_ms\":%d}%n",
          (double) records * bytes / (1 << 20) / seconds,
          records / seconds,
          latencies[(int) (records * 0.99)]);
    }
  }

  /** Returns the latency of each record in ms, once all are acknowledged. */
  private static int[] send(
      KafkaProducer<byte[], byte[]> producer, String[] topics, int records, int bytes, int keys) {
    int[] latencies = new int[records];
    AtomicReference<Exception> failure = new AtomicReference<>();
    Random random = new Random(42);
    for (int i = 0; i < records; i++) {
      byte[] value = new byte[bytes];
      random.nextBytes(value);
      byte[] key = keys == 0 ? null : String.format("key-%08d", random.nextInt(keys)).getBytes();
      long begin = System.nanoTime();
      int index = i;
      producer.send(
          new ProducerRecord<>(topics[i % topics.length], key, value),
          (metadata, e) -> {
            latencies[index] = (int) ((System.nanoTime() - begin) / 1_000_000);
            if (e != null) {
              failure.set(e);
            }
          });
    }
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
    return latencies;
  }
}
