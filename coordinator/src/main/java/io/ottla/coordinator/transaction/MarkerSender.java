package io.ottla.coordinator.transaction;

import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Has the ends of transactions written where they wrote: by WriteTxnMarkers or at home. */
public interface MarkerSender {
  /**
   * Sends a marker to the leaders of the partitions, grouped by leader.
   *
   * @param done gets the result of each partition, once, on any thread. A partition whose leader is
   *     not known or does not answer gets a retriable error
   */
  void send(
      Marker marker, Set<TopicPartition> partitions, Consumer<Map<TopicPartition, ErrorCode>> done);

  /**
   * The end of a transaction.
   *
   * @param transactionVersion of the client, which decides how leaders check the epoch (KIP-890)
   */
  record Marker(
      long producerId,
      short producerEpoch,
      boolean commit,
      int coordinatorEpoch,
      short transactionVersion) {}
}
