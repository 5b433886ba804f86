package io.ottla.coordinator.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.GroupCoordinator;
import io.ottla.coordinator.group.GroupCoordinator.TransactionEnd;
import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.GroupRecords;
import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.shard.FakeShardLog;
import io.ottla.coordinator.topics.FakeTopics;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.MarkerSender.Marker;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.wire.message.OffsetFetchRequest;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.ottla.wire.message.OffsetFetchResponse;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.ottla.wire.message.TxnOffsetCommitRequest;
import io.ottla.wire.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition;
import io.ottla.wire.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic;
import io.ottla.wire.message.TxnOffsetCommitResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;

/** The partition to which transactions write the offset of a group, and its coordinator. */
final class OffsetsPartition {
  static final TopicPartition NAME = new TopicPartition(GroupRecords.TOPIC, 0);

  private static final String GROUP = "g";
  private static final Caller CALLER = new Caller((short) 8, "client", "/host");

  private final ManualClock clock;
  private final FakeTopics topics;
  private ManualLoop loop;
  private FakeShardLog log;
  private GroupCoordinator coordinator;
  private int leaderEpoch;

  OffsetsPartition(ManualClock clock, FakeTopics topics) {
    topics.add(GroupRecords.TOPIC, 1);
    this.clock = clock;
    this.topics = topics;
    this.loop = new ManualLoop("offsets", clock);
    this.log = new FakeShardLog(loop);
    this.coordinator = elected();
  }

  private GroupCoordinator elected() {
    GroupConfig config = GroupConfig.DEFAULT;
    GroupCoordinator elected =
        new GroupCoordinator(config, group -> config.consumer(), topics, () -> "id");
    elected.onElected(0, ++leaderEpoch, log);
    loop.runAll();
    return elected;
  }

  FakeShardLog log() {
    return log;
  }

  void releaseCommits() {
    coordinator.onHighWatermark(0, log.releaseCommits());
    loop.runAll();
  }

  /** Kills the broker; of the log's batches only so many are left. */
  void crash(int keptBatches) {
    loop = new ManualLoop("offsets", clock);
    log = log.reopened(loop, keptBatches);
    coordinator = elected();
  }

  /** Writes the group's offset in a transaction; returns whether the client was told so. */
  boolean commit(long producerId, int epoch, long offset) {
    TxnOffsetCommitRequest request =
        TxnOffsetCommitRequest.builder()
            .groupId(GROUP)
            .producerId(producerId)
            .producerEpoch((short) epoch)
            .topics(
                List.of(
                    new TxnOffsetCommitRequestTopic(
                        "t",
                        Uuid.ZERO,
                        List.of(new TxnOffsetCommitRequestPartition(0, offset, -1, "")))))
            .build();
    Answer<TxnOffsetCommitResponse> answer = new Answer<>();
    coordinator.commitTransactionalOffsets(new Caller((short) 3, "client", "/"), request, answer);
    loop.runAll();
    if (answer.isThere()) {
      assertThat(answer.get().topics().get(0).partitions().get(0).errorCode()).isZero();
    }
    return answer.isThere();
  }

  /** Writes a marker; returns whether the coordinator of the transaction was told so. */
  boolean end(Marker marker) {
    Answer<ErrorCode> answer = new Answer<>();
    coordinator.endTransaction(
        0,
        new TransactionEnd(
            marker.producerId(),
            marker.producerEpoch(),
            marker.coordinatorEpoch(),
            marker.commit()),
        answer);
    loop.runAll();
    if (answer.isThere()) {
      assertThat(answer.get()).isEqualTo(ErrorCode.NONE);
    }
    return answer.isThere();
  }

  /** The group's offset as a reader of committed transactions sees it. */
  OffsetFetchResponsePartitions stableOffset() {
    Answer<OffsetFetchResponse> answer = new Answer<>();
    coordinator.fetchOffsets(
        CALLER,
        OffsetFetchRequest.builder()
            .requireStable(true)
            .groups(
                List.of(
                    OffsetFetchRequestGroup.builder()
                        .groupId(GROUP)
                        .topics(List.of(new OffsetFetchRequestTopics("t", Uuid.ZERO, List.of(0))))
                        .build()))
            .build(),
        answer);
    loop.runAll();
    return answer.get().groups().get(0).topics().get(0).partitions().get(0);
  }
}
