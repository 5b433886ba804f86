package io.ottla.server.fetch;

import io.ottla.replication.partition.Leadership;
import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionRead;
import io.ottla.wire.message.FetchResponse;
import io.ottla.wire.message.FetchResponse.AbortedTransaction;
import io.ottla.wire.message.FetchResponse.FetchableTopicResponse;
import io.ottla.wire.message.FetchResponse.LeaderIdAndEpoch;
import io.ottla.wire.message.FetchResponse.PartitionData;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the reads of a fetch into the form of the protocol, topic by topic. */
final class FetchAnswer {
  private record Topic(String name, Uuid id) {}

  private final FetchLimits limits;
  private final Map<Topic, List<PartitionData>> topics = new LinkedHashMap<>();

  FetchAnswer(FetchLimits limits) {
    this.limits = limits;
  }

  /** A response that is nothing but an error. */
  static FetchResponse error(ErrorCode error) {
    return FetchResponse.builder().errorCode(error.code()).build();
  }

  /**
   * A response to a client over his quota: no records, whatever there are (KIP-219). The positions
   * of the session stay, and what was read is read again.
   */
  static FetchResponse throttled(int sessionId, int throttleMs) {
    return FetchResponse.builder().sessionId(sessionId).throttleTimeMs(throttleMs).build();
  }

  void add(FetchedPartition partition, PartitionRead read) {
    FetchKey key = partition.key();
    topics
        .computeIfAbsent(new Topic(key.topic(), key.topicId()), topic -> new ArrayList<>())
        .add(data(partition, read));
    partition.sent(read);
  }

  FetchResponse response(int sessionId) {
    List<FetchableTopicResponse> responses = new ArrayList<>(topics.size());
    topics.forEach(
        (topic, data) -> responses.add(new FetchableTopicResponse(topic.name, topic.id, data)));
    return FetchResponse.builder().sessionId(sessionId).responses(responses).build();
  }

  private PartitionData data(FetchedPartition partition, PartitionRead read) {
    PartitionData.Builder data =
        PartitionData.builder()
            .partitionIndex(partition.key().partition())
            .errorCode(read.error().code())
            .highWatermark(read.highWatermark())
            .lastStableOffset(read.lastStableOffset())
            .logStartOffset(read.logStartOffset())
            .abortedTransactions(limits.committedOnly() ? aborted(read) : null)
            .records(read.records());
    Partition replica = partition.partition();
    if (limits.tellsLeader() && replica != null && needsLeader(read.error())) {
      Leadership leadership = replica.leadership();
      data.currentLeader(new LeaderIdAndEpoch(leadership.leaderId(), leadership.leaderEpoch()));
    }
    return data.build();
  }

  private static boolean needsLeader(ErrorCode error) {
    return error == ErrorCode.NOT_LEADER_OR_FOLLOWER || error == ErrorCode.FENCED_LEADER_EPOCH;
  }

  private static List<AbortedTransaction> aborted(PartitionRead read) {
    return read.aborted().stream()
        .map(txn -> new AbortedTransaction(txn.producerId(), txn.firstOffset()))
        .toList();
  }
}
