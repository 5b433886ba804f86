package io.ottla.compat.raw;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** CreateTopics requests, topic by topic. */
final class Creating {
  static final int NEWEST = 7;
  static final int DEFAULT = -1;

  private Creating() {}

  static CreateTopicsRequestData request(CreatableTopic... topics) {
    CreateTopicsRequestData request = new CreateTopicsRequestData().setTimeoutMs(20_000);
    for (CreatableTopic topic : topics) {
      request.topics().add(topic);
    }
    return request;
  }

  static CreatableTopic topic(String name, int partitions, int replicationFactor) {
    return new CreatableTopic()
        .setName(name)
        .setNumPartitions(partitions)
        .setReplicationFactor((short) replicationFactor);
  }

  static CreatableTopic withConfig(CreatableTopic topic, String name, @Nullable String value) {
    topic.configs().add(new CreatableTopicConfig().setName(name).setValue(value));
    return topic;
  }

  static CreatableTopic assigned(String name, CreatableReplicaAssignment... assignments) {
    CreatableTopic topic = topic(name, DEFAULT, DEFAULT);
    for (CreatableReplicaAssignment assignment : assignments) {
      topic.assignments().add(assignment.duplicate());
    }
    return topic;
  }

  static CreatableReplicaAssignment assignment(int partition, Integer... brokers) {
    return new CreatableReplicaAssignment()
        .setPartitionIndex(partition)
        .setBrokerIds(List.of(brokers));
  }

  static List<CreatableTopicResult> ask(
      RawConnection connection, int version, CreateTopicsRequestData request) {
    return new ArrayList<>(
        connection
            .ask(ApiKeys.CREATE_TOPICS, version, request, CreateTopicsResponseData.class)
            .topics());
  }
}
