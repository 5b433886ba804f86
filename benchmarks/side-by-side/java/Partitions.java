import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * How long a topic of many partitions takes until each is usable, from an admin client that is
 * warm.
 *
 * <p>Arguments: bootstrap, topic, partitions. Prints create_ms (CreateTopics is answered) and
 * ready_ms (ListOffsets is answered for every partition).
 */
public class Partitions {
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /** Runs it. */
  public static void main(String[] a) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", a[0],
            "request.timeout.ms", "60000",
            "default.api.timeout.ms", "60000");
    try (Admin admin = Admin.create(settings)) {
      for (int i = 0; i < 5; i++) {
        create(admin, a[1] + "-warm" + i, 1);
        awaitUsable(admin, a[1] + "-warm" + i, 1);
      }
      int partitions = Integer.parseInt(a[2]);
      long begin = System.nanoTime();
      create(admin, a[1], partitions);
      long created = System.nanoTime();
      awaitUsable(admin, a[1], partitions);
      long usable = System.nanoTime();
      System.out.printf(
          Locale.ROOT,
          "{\"create_ms\":%.1f,\"ready_ms\":%.1f}%n",
          (created - begin) / 1e6,
          (usable - begin) / 1e6);
    }
  }

  private static void create(Admin admin, String topic, int partitions) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
  }

  private static void awaitUsable(Admin admin, String topic, int partitions) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      latest.put(new TopicPartition(topic, i), OffsetSpec.latest());
    }
    while (true) {
      try {
        admin.listOffsets(latest).all().get();
        return;
      } catch (ExecutionException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        // Nothing tells when the leaders are there; to ask without a pause would cost the broker
        // that is measured. This is the resolution of "ready_ms".
        Thread.sleep(2);
      }
    }
  }
}
