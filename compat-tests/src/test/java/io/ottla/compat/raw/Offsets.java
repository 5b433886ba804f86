package io.ottla.compat.raw;

import java.util.List;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** ListOffsets requests: the special places by their numbers, and the question for one offset. */
final class Offsets {
  static final long LATEST = -1;
  static final long EARLIEST = -2;
  static final long MAX_TIMESTAMP = -3;
  static final long EARLIEST_LOCAL = -4;
  static final long LATEST_TIERED = -5;
  static final long EARLIEST_PENDING_UPLOAD = -6;

  static final int NEWEST = 10;
  static final int CONSUMER = -1;

  private static final byte READ_COMMITTED = 1;

  private Offsets() {}

  static ListOffsetsPartition partition(int partition, long timestamp) {
    return new ListOffsetsPartition().setPartitionIndex(partition).setTimestamp(timestamp);
  }

  static ListOffsetsRequestData request(String topic, ListOffsetsPartition... partitions) {
    return new ListOffsetsRequestData()
        .setReplicaId(CONSUMER)
        .setTimeoutMs(10_000)
        .setTopics(
            List.of(new ListOffsetsTopic().setName(topic).setPartitions(List.of(partitions))));
  }

  /** The same request of a reader that sees committed records only. */
  static ListOffsetsRequestData committed(ListOffsetsRequestData request) {
    return request.setIsolationLevel(READ_COMMITTED);
  }

  static List<ListOffsetsPartitionResponse> ask(
      RawConnection connection, int version, ListOffsetsRequestData request) {
    return connection
        .ask(ApiKeys.LIST_OFFSETS, version, request, ListOffsetsResponseData.class)
        .topics()
        .get(0)
        .partitions();
  }

  /** Asks about partition 0. */
  static ListOffsetsPartitionResponse find(
      RawConnection connection, int version, String topic, long timestamp) {
    return ask(connection, version, request(topic, partition(0, timestamp))).get(0);
  }

  static ListOffsetsPartitionResponse find(RawConnection connection, String topic, long timestamp) {
    return find(connection, NEWEST, topic, timestamp);
  }

  static Errors error(ListOffsetsPartitionResponse response) {
    return Errors.forCode(response.errorCode());
  }
}
