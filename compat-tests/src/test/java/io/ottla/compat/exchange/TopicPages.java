package io.ottla.compat.exchange;

import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Maps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** What admin clients are told of topics, in lines. */
record TopicPages(Admin admin, Map<String, TopicDescription> topics) {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int BROKER = 1;

  /** All topics once they are led, the internal ones too. */
  static TopicPages of(Admin admin) {
    Map<String, TopicDescription> described =
        Deadline.until(
            "leaders of all partitions",
            LIMIT,
            () -> {
              var names =
                  admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
              return admin.describeTopics(names).allTopicNames().get();
            },
            TopicPages::allLed);
    return new TopicPages(admin, new TreeMap<>(described));
  }

  private static boolean allLed(Map<String, TopicDescription> topics) {
    return topics.values().stream()
        .flatMap(topic -> topic.partitions().stream())
        .allMatch(partition -> partition.leader() != null && !partition.leader().isEmpty());
  }

  List<String> names() {
    return List.copyOf(topics.keySet());
  }

  /** The partitions that are not internal, in order. */
  List<TopicPartition> partitions() {
    return topics.values().stream()
        .filter(topic -> !topic.isInternal())
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(each -> new TopicPartition(topic.name(), each.partition())))
        .sorted(
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition))
        .toList();
  }

  List<String> descriptions() {
    List<String> lines = new ArrayList<>();
    for (TopicDescription topic : topics.values()) {
      lines.add(topic.name() + " " + topic.topicId() + " internal=" + topic.isInternal());
      topic.partitions().forEach(each -> lines.add(topic.name() + " " + description(each)));
    }
    return lines;
  }

  private static String description(TopicPartitionInfo partition) {
    return "%d leader=%d replicas=%s isr=%s elr=%s"
        .formatted(
            partition.partition(),
            partition.leader().id(),
            ids(partition.replicas()),
            ids(partition.isr()),
            ids(partition.elr()));
  }

  private static List<Integer> ids(List<Node> nodes) {
    return nodes.stream().map(Node::id).toList();
  }

  /** Where logs begin and end, also without open transactions, and where their newest record is. */
  List<String> offsets() {
    return perPartition(
        Map.of(
            "earliest", offsets(OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED),
            "latest", offsets(OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED),
            "latest committed", offsets(OffsetSpec.latest(), IsolationLevel.READ_COMMITTED),
            "newest", offsets(OffsetSpec.maxTimestamp(), IsolationLevel.READ_UNCOMMITTED)));
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(
      OffsetSpec spec, IsolationLevel level) {
    Map<TopicPartition, OffsetSpec> asked =
        partitions().stream().collect(Collectors.toMap(each -> each, each -> spec));
    return Clients.get(admin.listOffsets(asked, new ListOffsetsOptions(level)).all());
  }

  private List<String> perPartition(Map<String, Map<TopicPartition, ListOffsetsResultInfo>> found) {
    Map<String, Map<TopicPartition, ListOffsetsResultInfo>> sorted = new TreeMap<>(found);
    return lines(
        partition ->
            sorted.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + place(Maps.value(entry.getValue(), partition)))
                .collect(Collectors.joining(", ")));
  }

  /** Without the leader epoch: that of the end is the current one, which rises at a start. */
  private static String place(ListOffsetsResultInfo found) {
    return found.offset() + " of " + found.timestamp();
  }

  /** The bytes of each log from which nothing was deleted: files go some time later. */
  List<String> sizes() {
    var starts = offsets(OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    var replicas =
        Maps.value(Clients.get(admin.describeLogDirs(List.of(BROKER)).allDescriptions()), BROKER)
            .values()
            .iterator()
            .next()
            .replicaInfos();
    return partitions().stream()
        .filter(each -> Maps.value(starts, each).offset() == 0)
        .map(each -> each + ": " + Maps.value(replicas, each).size() + " bytes")
        .toList();
  }

  /** Every producer that logs know: its last sequence and the start of its open transaction. */
  List<String> producers() {
    var states = Clients.get(admin.describeProducers(partitions()).all());
    return lines(
        partition ->
            Maps.value(states, partition).activeProducers().stream()
                .map(Object::toString)
                .sorted()
                .collect(Collectors.joining(", ")));
  }

  private List<String> lines(Function<TopicPartition, String> line) {
    return partitions().stream().map(each -> each + ": " + line.apply(each)).toList();
  }
}
