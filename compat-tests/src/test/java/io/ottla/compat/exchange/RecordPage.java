package io.ottla.compat.exchange;

import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Maps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Every record of some partitions as a line. */
final class RecordPage {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SHOWN = 40;

  private RecordPage() {}

  /** Sorted by partition; within one as consumers get them. */
  static List<String> of(Clients clients, List<TopicPartition> partitions, String isolation) {
    return read(clients, partitions, isolation).stream()
        .sorted(
            Comparator.comparing((ConsumerRecord<String, String> each) -> each.topic())
                .thenComparingInt(ConsumerRecord::partition))
        .map(RecordPage::line)
        .toList();
  }

  /** All records up to the present ends. */
  static List<ConsumerRecord<String, String>> read(
      Clients clients, List<TopicPartition> partitions, String isolation) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        clients.consumer("isolation.level=" + isolation, "max.poll.records=5000")) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Deadline.until(
          "ends " + ends,
          LIMIT,
          () -> {
            consumer.poll(Duration.ofMillis(20)).forEach(records::add);
            return partitions.stream()
                .allMatch(each -> consumer.position(each) >= Maps.value(ends, each));
          });
    }
    return records;
  }

  private static String line(ConsumerRecord<String, String> record) {
    return "%s-%d@%d epoch=%s %s=%d key=%s value=%s headers=%s"
        .formatted(
            record.topic(),
            record.partition(),
            record.offset(),
            record.leaderEpoch(),
            record.timestampType(),
            record.timestamp(),
            record.key(),
            shortened(record.value()),
            StreamSupport.stream(record.headers().spliterator(), false)
                .map(RecordPage::header)
                .toList());
  }

  private static @Nullable String shortened(@Nullable String value) {
    return value == null || value.length() <= SHOWN
        ? value
        : value.substring(0, SHOWN) + "… " + value.length() + " chars, hash " + value.hashCode();
  }

  private static String header(Header header) {
    byte[] value = header.value();
    return header.key() + "=" + (value == null ? null : Arrays.toString(value));
  }
}
