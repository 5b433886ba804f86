package io.ottla.server.handler;

import io.ottla.wire.message.CreateTopicsRequest.CreatableTopic;
import io.ottla.wire.message.CreateTopicsRequest.CreatableTopicConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the topics that coordinators write to are created when they are first needed. */
public final class InternalTopics {
  private final Map<String, CreatableTopic> byName = new LinkedHashMap<>();

  public InternalTopics(List<CreatableTopic> topics) {
    topics.forEach(topic -> byName.put(topic.name(), topic));
  }

  /** The topic of the groups' offsets. */
  public static CreatableTopic consumerOffsets(
      int partitions, short replicationFactor, int segmentBytes) {
    Map<String, String> configs = new LinkedHashMap<>();
    configs.put("cleanup.policy", "compact");
    configs.put("compression.type", "producer");
    configs.put("segment.bytes", Integer.toString(segmentBytes));
    return topic(TopicNames.CONSUMER_OFFSETS, partitions, replicationFactor, configs);
  }

  /** The topic of the transactions' state, which must not lose what was acknowledged. */
  public static CreatableTopic transactionState(
      int partitions, short replicationFactor, int segmentBytes, int minInsyncReplicas) {
    Map<String, String> configs = new LinkedHashMap<>();
    configs.put("cleanup.policy", "compact");
    configs.put("compression.type", "uncompressed");
    configs.put("segment.bytes", Integer.toString(segmentBytes));
    configs.put("min.insync.replicas", Integer.toString(minInsyncReplicas));
    configs.put("unclean.leader.election.enable", "false");
    return topic(TopicNames.TRANSACTION_STATE, partitions, replicationFactor, configs);
  }

  /** How to create the topic; null where it is none of the broker's own. */
  @Nullable CreatableTopic find(String name) {
    return byName.get(name);
  }

  private static CreatableTopic topic(
      String name, int partitions, short replicationFactor, Map<String, String> configs) {
    return new CreatableTopic(
        name,
        partitions,
        replicationFactor,
        List.of(),
        configs.entrySet().stream()
            .map(config -> new CreatableTopicConfig(config.getKey(), config.getValue()))
            .toList());
  }
}
