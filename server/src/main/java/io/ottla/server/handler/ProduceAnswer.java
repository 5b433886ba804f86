package io.ottla.server.handler;

import io.ottla.replication.partition.Leadership;
import io.ottla.replication.partition.Partition;
import io.ottla.server.request.Responder;
import io.ottla.storage.log.AppendResult;
import io.ottla.wire.message.ProduceRequest;
import io.ottla.wire.message.ProduceRequest.PartitionProduceData;
import io.ottla.wire.message.ProduceRequest.TopicProduceData;
import io.ottla.wire.message.ProduceResponse;
import io.ottla.wire.message.ProduceResponse.BatchIndexAndErrorMessage;
import io.ottla.wire.message.ProduceResponse.LeaderIdAndEpoch;
import io.ottla.wire.message.ProduceResponse.PartitionProduceResponse;
import io.ottla.wire.message.ProduceResponse.TopicProduceResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what the partitions of one Produce request answer, each into its slot and from its own
 * loop; whoever fills the last slot sends the response.
 */
final class ProduceAnswer {
  private static final short FIRST_VERSION_WITH_LEADER = 10;

  private final ProduceRequest request;
  private final Responder responder;
  private final AtomicReferenceArray<PartitionProduceResponse> slots;
  private final AtomicInteger missing;
  private final boolean tellsLeader;

  /**
   * An answer without any partition's so far.
   *
   * @param version of the request: an older client cannot be told who leads
   */
  ProduceAnswer(ProduceRequest request, short version, Responder responder) {
    this.request = request;
    this.tellsLeader = version >= FIRST_VERSION_WITH_LEADER;
    this.responder = responder;
    int count = 0;
    for (TopicProduceData topic : request.topicData()) {
      count += topic.partitionData().size();
    }
    this.slots = new AtomicReferenceArray<>(count);
    this.missing = new AtomicInteger(count);
  }

  /** Answers a request that names no partition. */
  void finishIfEmpty() {
    if (slots.length() == 0) {
      send();
    }
  }

  /** Refuses every partition. */
  void refuseAll(ErrorCode error) {
    int count = slots.length();
    for (int slot = 0; slot < count; slot++) {
      refuse(slot, error);
    }
    finishIfEmpty();
  }

  /** Refuses one partition before it was asked. */
  void refuse(int slot, ErrorCode error) {
    refuse(slot, error, error.message());
  }

  /** Refuses one partition before it was asked, and tells the producer why. */
  void refuse(int slot, ErrorCode error, String sentence) {
    fill(slot, response(error, sentence).build());
  }

  /** Takes in what a partition answered. */
  void appended(int slot, Partition partition, AppendResult result) {
    PartitionProduceResponse.Builder response =
        response(result.error(), result.isOk() ? null : result.sentence())
            .baseOffset(result.baseOffset())
            .logAppendTimeMs(result.logAppendTimeMs())
            .logStartOffset(result.logStartOffset());
    if (!result.faults().isEmpty()) {
      response.recordErrors(
          result.faults().stream()
              .map(fault -> new BatchIndexAndErrorMessage(fault.index(), fault.sentence()))
              .toList());
    }
    if (tellsLeader && result.error() == ErrorCode.NOT_LEADER_OR_FOLLOWER) {
      Leadership leadership = partition.leadership();
      response.currentLeader(new LeaderIdAndEpoch(leadership.leaderId(), leadership.leaderEpoch()));
    }
    fill(slot, response.build());
  }

  private static PartitionProduceResponse.Builder response(
      ErrorCode error, @Nullable String message) {
    return PartitionProduceResponse.builder()
        .errorCode(error.code())
        .errorMessage(message)
        .baseOffset(-1);
  }

  /** The first answer of a partition counts: one that fails after it is refused in vain. */
  private void fill(int slot, PartitionProduceResponse response) {
    if (slots.compareAndSet(slot, null, response) && missing.decrementAndGet() == 0) {
      send();
    }
  }

  private void send() {
    if (request.acks() == 0) {
      sendNothing();
      return;
    }
    List<TopicProduceResponse> topics = new ArrayList<>(request.topicData().size());
    int slot = 0;
    for (TopicProduceData topic : request.topicData()) {
      List<PartitionProduceResponse> answers = new ArrayList<>(topic.partitionData().size());
      for (PartitionProduceData partition : topic.partitionData()) {
        answers.add(slots.get(slot++).toBuilder().index(partition.index()).build());
      }
      topics.add(new TopicProduceResponse(topic.name(), topic.topicId(), answers));
    }
    responder.respond(ProduceResponse.builder().responses(topics).build());
  }

  private void sendNothing() {
    for (int slot = 0; slot < slots.length(); slot++) {
      ErrorCode error = ErrorCode.of(slots.get(slot).errorCode());
      if (error != ErrorCode.NONE) {
        responder.close("produce with acks=0 failed: " + error);
        return;
      }
    }
    responder.noResponse();
  }
}
