package io.ottla.compat.raw;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Fetch requests by topic name (version 12), outside of sessions unless said otherwise. */
final class Fetching {
  static final int BY_NAME = 12;
  private static final int ENOUGH_BYTES = 50 << 20;

  private Fetching() {}

  /** A request that waits for nothing and is limited by nothing. */
  static FetchRequestData request(String topic, long... offsetOfPartition) {
    FetchRequestData request =
        new FetchRequestData()
            .setMaxBytes(ENOUGH_BYTES)
            .setMinBytes(0)
            .setMaxWaitMs(0)
            .setSessionEpoch(-1);
    FetchTopic fetchTopic = new FetchTopic().setTopic(topic);
    for (int partition = 0; partition < offsetOfPartition.length; partition++) {
      fetchTopic.partitions().add(partition(partition, offsetOfPartition[partition]));
    }
    request.topics().add(fetchTopic);
    return request;
  }

  static FetchPartition partition(int partition, long offset) {
    return new FetchPartition()
        .setPartition(partition)
        .setFetchOffset(offset)
        .setPartitionMaxBytes(ENOUGH_BYTES);
  }

  static FetchPartition partitionOf(FetchRequestData request, int index) {
    return request.topics().get(0).partitions().get(index);
  }

  static FetchResponseData ask(RawConnection connection, FetchRequestData request) {
    FetchResponseData response =
        connection.ask(ApiKeys.FETCH, BY_NAME, request, FetchResponseData.class);
    if (response.errorCode() != 0) {
      throw new AssertionError(Errors.forCode(response.errorCode()));
    }
    return response;
  }

  /** Fetches partition 0 from an offset. */
  static PartitionData fetch(RawConnection connection, String topic, long offset) {
    return partitions(ask(connection, request(topic, offset))).get(0);
  }

  static List<PartitionData> partitions(FetchResponseData response) {
    List<PartitionData> all = new ArrayList<>();
    response.responses().forEach(topic -> all.addAll(topic.partitions()));
    return all;
  }

  static Errors error(PartitionData partition) {
    return Errors.forCode(partition.errorCode());
  }
}
