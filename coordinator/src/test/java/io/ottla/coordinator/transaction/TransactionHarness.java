package io.ottla.coordinator.transaction;

import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.shard.FakeShardLog;
import io.ottla.coordinator.topics.FakeTopics;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.TransactionCoordinator.Append;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.wire.message.AddOffsetsToTxnRequest;
import io.ottla.wire.message.AddOffsetsToTxnResponse;
import io.ottla.wire.message.AddPartitionsToTxnRequest;
import io.ottla.wire.message.AddPartitionsToTxnRequest.AddPartitionsToTxnTopic;
import io.ottla.wire.message.AddPartitionsToTxnResponse;
import io.ottla.wire.message.DescribeTransactionsRequest;
import io.ottla.wire.message.DescribeTransactionsResponse;
import io.ottla.wire.message.EndTxnRequest;
import io.ottla.wire.message.EndTxnResponse;
import io.ottla.wire.message.InitProducerIdRequest;
import io.ottla.wire.message.InitProducerIdResponse;
import io.ottla.wire.message.TransactionLogValue;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A transaction coordinator with one partition, a clock that stands still and a log in memory. */
final class TransactionHarness {
  static final String ID = "tx";
  static final int TIMEOUT_MS = 60_000;
  static final long START_MS = 1_000_000;

  final ManualClock clock = new ManualClock(START_MS);
  final FakeTopics topics = new FakeTopics();
  FakeMarkerSender markers = new FakeMarkerSender();
  ManualLoop loop = new ManualLoop("loop", clock);
  FakeShardLog log = new FakeShardLog(loop);
  TransactionCoordinator coordinator;
  ErrorCode producerIdError = ErrorCode.NONE;
  private long nextProducerId = 1_000;
  private int leaderEpoch;
  private int seenBatches;

  TransactionHarness() {
    topics.add(TransactionCoordinator.TOPIC, 1);
    topics.add("t", 4);
    coordinator = newCoordinator();
    elect();
  }

  private TransactionCoordinator newCoordinator() {
    return new TransactionCoordinator(
        TransactionConfig.DEFAULT,
        topics,
        receiver ->
            receiver.accept(
                producerIdError, producerIdError == ErrorCode.NONE ? nextProducerId++ : -1),
        markers);
  }

  private void elect() {
    coordinator.onElected(0, ++leaderEpoch, log);
    loop.runAll();
  }

  /** Kills the broker and starts it again on the same log. */
  void restart() {
    restart(log.batchCount());
  }

  /** The same; of the log's batches only so many are left. */
  void restart(int keptBatches) {
    loop = new ManualLoop("loop", clock);
    log = log.reopened(loop, keptBatches);
    markers = new FakeMarkerSender();
    coordinator = newCoordinator();
    elect();
  }

  int leaderEpoch() {
    return leaderEpoch;
  }

  /** The values written since this was last asked. */
  List<TransactionLogValue> newValues() {
    List<CoordinatorRecord> records = log.records(TransactionRecords.CODEC, seenBatches);
    seenBatches = log.batchCount();
    return records.stream()
        .map(record -> (TransactionLogValue) Objects.requireNonNull(record.message()))
        .toList();
  }

  InitProducerIdResponse init() {
    return init(5, -1, -1);
  }

  InitProducerIdResponse init(int apiVersion, long producerId, int epoch) {
    return init(
        apiVersion,
        InitProducerIdRequest.builder()
            .transactionalId(ID)
            .transactionTimeoutMs(TIMEOUT_MS)
            .producerId(producerId)
            .producerEpoch((short) epoch)
            .build());
  }

  InitProducerIdResponse init(int apiVersion, InitProducerIdRequest request) {
    return initializing(apiVersion, request).get();
  }

  Answer<InitProducerIdResponse> initializing(int apiVersion, InitProducerIdRequest request) {
    Answer<InitProducerIdResponse> answer = new Answer<>();
    coordinator.initProducerId((short) apiVersion, request, answer);
    loop.runAll();
    return answer;
  }

  /** Adds partitions of the topic "t" as an old client does. */
  ErrorCode add(long producerId, int epoch, int... partitions) {
    return errorOf(adding(producerId, epoch, partitions).get());
  }

  /** The same; whether the client was told that it worked. */
  boolean tryAdd(long producerId, int epoch, int... partitions) {
    Answer<AddPartitionsToTxnResponse> answer = adding(producerId, epoch, partitions);
    return answer.isThere() && errorOf(answer.get()) == ErrorCode.NONE;
  }

  private Answer<AddPartitionsToTxnResponse> adding(long producerId, int epoch, int... partitions) {
    AddPartitionsToTxnRequest request =
        AddPartitionsToTxnRequest.builder()
            .v3AndBelowTransactionalId(ID)
            .v3AndBelowProducerId(producerId)
            .v3AndBelowProducerEpoch((short) epoch)
            .v3AndBelowTopics(
                List.of(
                    new AddPartitionsToTxnTopic("t", Arrays.stream(partitions).boxed().toList())))
            .build();
    return adding(3, request);
  }

  private static ErrorCode errorOf(AddPartitionsToTxnResponse response) {
    return ErrorCode.of(
        response
            .resultsByTopicV3AndBelow()
            .get(0)
            .resultsByPartition()
            .get(0)
            .partitionErrorCode());
  }

  AddPartitionsToTxnResponse addPartitions(int apiVersion, AddPartitionsToTxnRequest request) {
    return adding(apiVersion, request).get();
  }

  private Answer<AddPartitionsToTxnResponse> adding(
      int apiVersion, AddPartitionsToTxnRequest request) {
    Answer<AddPartitionsToTxnResponse> answer = new Answer<>();
    coordinator.addPartitions((short) apiVersion, request, answer);
    loop.runAll();
    return answer;
  }

  /** Adds a partition of offsets as an old client does; whether it was told that it worked. */
  boolean addOffsets(long producerId, int epoch, TopicPartition partition) {
    Answer<AddOffsetsToTxnResponse> answer = new Answer<>();
    coordinator.addOffsets(
        (short) 3,
        new AddOffsetsToTxnRequest(ID, producerId, (short) epoch, "g"),
        partition,
        answer);
    loop.runAll();
    return answer.isThere() && answer.get().errorCode() == ErrorCode.NONE.code();
  }

  /** Adds a partition as a leader does for a client of KIP-890, or verifies it. */
  ErrorCode beforeAppend(long producerId, int epoch, int partition, boolean adds) {
    TopicPartition key = new TopicPartition("t", partition);
    Append append = new Append(ID, producerId, (short) epoch, Set.of(key), adds);
    return Objects.requireNonNull(askingBeforeAppend(append).get().get(key));
  }

  Answer<Map<TopicPartition, ErrorCode>> askingBeforeAppend(Append append) {
    Answer<Map<TopicPartition, ErrorCode>> answer = new Answer<>();
    coordinator.beforeAppend(append, answer);
    loop.runAll();
    return answer;
  }

  void releaseCommits() {
    coordinator.onHighWatermark(0, log.releaseCommits());
    loop.runAll();
  }

  Answer<EndTxnResponse> ending(int apiVersion, long producerId, int epoch, boolean commit) {
    Answer<EndTxnResponse> answer = new Answer<>();
    coordinator.endTransaction(
        (short) apiVersion, new EndTxnRequest(ID, producerId, (short) epoch, commit), answer);
    loop.runAll();
    return answer;
  }

  ErrorCode end(int apiVersion, long producerId, int epoch, boolean commit) {
    return ErrorCode.of(ending(apiVersion, producerId, epoch, commit).get().errorCode());
  }

  /** All markers arrive. */
  void markersArrive() {
    markers.answerAll(ErrorCode.NONE);
    loop.runAll();
  }

  DescribeTransactionsResponse.TransactionState describe() {
    Answer<DescribeTransactionsResponse> answer = new Answer<>();
    coordinator.describeTransactions(new DescribeTransactionsRequest(List.of(ID)), answer);
    loop.runAll();
    return answer.get().transactionStates().get(0);
  }

  String state() {
    return describe().transactionState();
  }

  static ErrorCode error(short code) {
    return ErrorCode.of(code);
  }

  /** What is written of a transaction without partitions, in Kafka's number of its state. */
  static TransactionLogValue.Builder value(long producerId, int epoch, int status) {
    return TransactionLogValue.builder()
        .producerId(producerId)
        .previousProducerId(producerId)
        .producerEpoch((short) epoch)
        .transactionTimeoutMs(TIMEOUT_MS)
        .transactionStatus((byte) status)
        .transactionLastUpdateTimestampMs(START_MS);
  }
}
