package io.ottla.compat.raw;

import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfigCollection;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Topics created by hand, to have their ids. */
final class Topics {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final long LATEST = -1;

  private Topics() {}

  /** Creates a topic, waits until its partitions have their leader, and returns the topic's id. */
  static Uuid create(RawConnection connection, String name, int partitions, String... configs) {
    CreatableTopicResult result = tryCreate(connection, name, partitions, configs);
    if (result.errorCode() != 0) {
      throw new AssertionError(Errors.forCode(result.errorCode()) + " " + result.errorMessage());
    }
    for (int partition = 0; partition < partitions; partition++) {
      ListOffsetsRequestData probe = latest(name, partition);
      Errors unused =
          Deadline.until(
              "leader of " + name + "-" + partition,
              LIMIT,
              () -> error(connection, probe),
              error -> error == Errors.NONE);
    }
    return result.topicId();
  }

  private static ListOffsetsRequestData latest(String topic, int partition) {
    return new ListOffsetsRequestData()
        .setReplicaId(-1)
        .setTopics(
            List.of(
                new ListOffsetsTopic()
                    .setName(topic)
                    .setPartitions(
                        List.of(
                            new ListOffsetsPartition()
                                .setPartitionIndex(partition)
                                .setTimestamp(LATEST)))));
  }

  private static Errors error(RawConnection connection, ListOffsetsRequestData request) {
    ListOffsetsResponseData response =
        connection.ask(ApiKeys.LIST_OFFSETS, 6, request, ListOffsetsResponseData.class);
    return Errors.forCode(response.topics().get(0).partitions().get(0).errorCode());
  }

  static CreatableTopicResult tryCreate(
      RawConnection connection, String name, int partitions, String... configs) {
    CreatableTopicConfigCollection all = new CreatableTopicConfigCollection();
    for (String config : configs) {
      List<String> pair = Arrays.asList(config.split("=", 2));
      all.add(new CreatableTopicConfig().setName(pair.get(0)).setValue(pair.get(1)));
    }
    CreateTopicsRequestData request = new CreateTopicsRequestData().setTimeoutMs(20_000);
    request
        .topics()
        .add(
            new CreatableTopic()
                .setName(name)
                .setNumPartitions(partitions)
                .setReplicationFactor((short) -1)
                .setConfigs(all));
    CreateTopicsResponseData response =
        connection.ask(ApiKeys.CREATE_TOPICS, 7, request, CreateTopicsResponseData.class);
    return new ArrayList<>(response.topics()).get(0);
  }
}
