package io.ottla.compat.raw;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.message.ProduceRequest;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a coordinator wrote, as text: one line for each record, with the versions that were written.
 * What differs from run to run (times, random ids) is replaced by a name. What means nothing is
 * taken out: the order of records of one kind that follow each other and of deletions, a record
 * that repeats its key's value, and the epoch before a member's, which Kafka sets to the present
 * one when it writes the same epoch again.
 */
final class CoordinatorLog {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** The records of {@code __consumer_offsets} by the version of their keys. */
  private static final Map<Integer, String> GROUP_TYPES =
      Map.of(
          0, "LegacyOffsetCommit",
          1, "OffsetCommit",
          2, "GroupMetadata",
          3, "ConsumerGroupMetadata",
          4, "ConsumerGroupPartitionMetadata",
          5, "ConsumerGroupMemberMetadata",
          6, "ConsumerGroupTargetAssignmentMetadata",
          7, "ConsumerGroupTargetAssignmentMember",
          8, "ConsumerGroupCurrentMemberAssignment",
          16, "ConsumerGroupRegularExpression");

  private static final Map<Integer, String> TRANSACTION_TYPES = Map.of(0, "TransactionLog");

  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern SHORT_UUID = Pattern.compile("(?<=[=\\[ -])[\\w-]{22}(?=[],])");
  private static final Pattern PRODUCER_ID = Pattern.compile("(?<=roducerId=)\\d+");
  private static final Pattern TIME = Pattern.compile("\\b1[6-9]\\d{11}\\b");
  private static final Pattern HASH = Pattern.compile("(?<=etadataHash=)-?[1-9]\\d*");

  private final BrokerUnderTest broker;

  CoordinatorLog(BrokerUnderTest broker) {
    this.broker = broker;
  }

  /** The records of a group that were committed, in their order. */
  List<String> ofGroup(String group) {
    return lines("__consumer_offsets", GROUP_TYPES, "group=" + group, "groupId=" + group);
  }

  /** The records of a transactional id, in their order. */
  List<String> ofTransactions(String transactionalId) {
    return lines("__transaction_state", TRANSACTION_TYPES, "transactionalId=" + transactionalId);
  }

  private List<String> lines(String topic, Map<Integer, String> types, String... keys) {
    List<String> lines = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
      int type = ByteBuffer.wrap(record.key()).getShort();
      String name = types.getOrDefault(type, "unknown");
      String key = decode(name + "Key", record.key(), 0);
      for (String wanted : keys) {
        if (key.contains(wanted + ",") || key.contains(wanted + "]")) {
          lines.add(key + " -> " + value(name, record.value()));
        }
      }
    }
    return anonymous(lines);
  }

  private static String value(String name, byte[] value) {
    if (value == null) {
      return "deleted";
    }
    int version = ByteBuffer.wrap(value).getShort();
    return "v" + version + " " + decode(name + "Value", value, version);
  }

  private static String decode(String name, byte[] bytes, int version) {
    try {
      Reader in =
          new Reader(ByteBuffer.wrap(bytes, Short.BYTES, bytes.length - Short.BYTES).slice());
      ApiMessage message =
          (ApiMessage)
              Class.forName(ProduceRequest.class.getPackageName() + '.' + name)
                  .getMethod("read", Reader.class, short.class)
                  .invoke(null, in, (short) version);
      in.expectEnd();
      return message.toString();
    } catch (InvocationTargetException e) {
      throw new AssertionError(name + " v" + version, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
  }

  private static List<String> anonymous(List<String> lines) {
    String text = String.join("\n", lines);
    text = TIME.matcher(text).replaceAll("TIME");
    text = numbered(UUID, "uuid", text);
    text = numbered(SHORT_UUID, "id", text);
    text = numbered(PRODUCER_ID, "producer", text);
    text = numbered(HASH, "hash", text);
    text = text.replaceAll("previousMemberEpoch=-?\\d+", "previousMemberEpoch=ANY");
    List<String> all = text.lines().map(CoordinatorLog::withMembersInOrder).toList();
    return ordered(withoutRepetitions(all));
  }

  /** The members of a classic group, which Kafka writes in no order. */
  private static String withMembersInOrder(String line) {
    int start = line.indexOf("members=[MemberMetadata");
    if (start < 0) {
      return line;
    }
    String members = line.substring(start + "members=[".length(), line.length() - "]]".length());
    return line.substring(0, start)
        + Pattern.compile(", (?=MemberMetadata)")
            .splitAsStream(members)
            .sorted()
            .collect(Collectors.joining(", ", "members=[", "]]"));
  }

  private static List<String> withoutRepetitions(List<String> lines) {
    Map<String, String> values = new HashMap<>();
    List<String> changes = new ArrayList<>();
    for (String line : lines) {
      if (!line.equals(values.put(line.substring(0, line.indexOf(" -> ")), line))) {
        changes.add(line);
      }
    }
    return changes;
  }

  private static List<String> ordered(List<String> lines) {
    List<String> ordered = new ArrayList<>();
    List<String> run = new ArrayList<>();
    for (String line : lines) {
      if (!run.isEmpty() && !kind(run.get(0)).equals(kind(line))) {
        ordered.addAll(run.stream().sorted().toList());
        run.clear();
      }
      run.add(line);
    }
    ordered.addAll(run.stream().sorted().toList());
    return ordered;
  }

  private static String kind(String line) {
    return line.endsWith(" -> deleted") ? "deleted" : line.substring(0, line.indexOf('['));
  }

  /** The first one found becomes 1, and so everywhere. */
  private static String numbered(Pattern pattern, String name, String text) {
    Map<String, String> names = new LinkedHashMap<>();
    Matcher matcher = pattern.matcher(text);
    return matcher.replaceAll(
        found -> names.computeIfAbsent(found.group(), unused -> name + (names.size() + 1)));
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "exclude.internal.topics",
                "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long limit = System.nanoTime() + LIMIT.toNanos();
      while (partitions.stream()
          .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        if (System.nanoTime() > limit) {
          throw new AssertionError("cannot read " + topic + " up to " + ends);
        }
      }
    }
    return records;
  }
}
