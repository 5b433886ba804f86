package io.ottla.coordinator.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.wire.compress.Compression;
import io.ottla.wire.message.OffsetCommitKey;
import io.ottla.wire.message.OffsetCommitValue;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.ControlBatches;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShardTest {
  private static final RecordCodec CODEC =
      new RecordCodec(
          Map.of(
              OffsetCommitKey.KEY,
              new RecordCodec.Type(OffsetCommitKey::read, OffsetCommitValue::read)));
  private static final ShardConfig CONFIG =
      new ShardConfig("topic", 5_000, 1_000, 1_000, Compression.NONE);

  private final ManualLoop loop = new ManualLoop("loop", new ManualClock(1_000));
  private final FakeShardLog log = new FakeShardLog(loop);
  private final List<String> answers = new ArrayList<>();
  private final Shards<Numbers> shards = new Shards<>(CONFIG, CODEC, Numbers::new);

  /** Remembers what was replayed. */
  private static final class Numbers implements StateMachine {
    private final ShardContext shard;
    private final List<String> replayed = new ArrayList<>();
    private boolean loaded;

    Numbers(ShardContext shard) {
      this.shard = shard;
    }

    @Override
    public void replay(ReplayedRecord record) {
      OffsetCommitKey key = (OffsetCommitKey) record.record().key();
      replayed.add(record.offset() + ":" + key.partition());
    }

    @Override
    public void replayMarker(long producerId, short producerEpoch, boolean commit) {
      replayed.add("marker " + producerId + " " + commit);
    }

    @Override
    public void onLoaded() {
      loaded = true;
    }
  }

  private static CoordinatorRecord record(int partition) {
    return CoordinatorRecord.set(
        OffsetCommitKey.KEY,
        new OffsetCommitKey("g", "t", partition),
        (short) 4,
        OffsetCommitValue.builder().offset(partition).build());
  }

  private void elect() {
    shards.elect(0, 1, log);
    loop.runAll();
  }

  private void write(int partition) {
    shards.decide(
        0,
        ErrorCode::name,
        answers::add,
        state -> new Decision<>(List.of(record(partition)), "wrote " + partition));
  }

  private void read() {
    shards.decide(
        0, ErrorCode::name, answers::add, state -> Decision.readOnly(state.replayed.toString()));
  }

  @Test
  void aPartitionThatIsNotLedAnswersNotCoordinator() {
    read();

    assertThat(answers).containsExactly("NOT_COORDINATOR");
  }

  @Test
  void requestsDuringTheLoadAreToldSo() {
    log.append(BatchEncoder.encode(BatchAttributes.PLAIN, 0, List.of(record(1))));
    shards.elect(0, 1, log);

    read();
    loop.runAll();
    read();

    assertThat(answers).containsExactly("COORDINATOR_LOAD_IN_PROGRESS", "[0:1]");
  }

  @Test
  void aResponseWaitsUntilItsRecordIsCommitted() {
    elect();
    log.holdCommits();

    write(3);
    assertThat(answers).isEmpty();
    shards.onHighWatermark(0, 0);
    assertThat(answers).isEmpty();
    shards.onHighWatermark(0, log.commitAll());

    assertThat(answers).containsExactly("wrote 3");
  }

  @Test
  void aReadWaitsForTheWriteBeforeIt() {
    elect();
    log.holdCommits();

    write(3);
    read();
    assertThat(answers).isEmpty();
    shards.onHighWatermark(0, log.commitAll());

    assertThat(answers).containsExactly("wrote 3", "[0:3]");
  }

  @Test
  void aReadAfterTheLoadWaitsForWhatWasLoaded() {
    log.holdCommits();
    log.append(BatchEncoder.encode(BatchAttributes.PLAIN, 0, List.of(record(1))));
    elect();

    read();
    assertThat(answers).isEmpty();
    shards.onHighWatermark(0, log.commitAll());

    assertThat(answers).containsExactly("[0:1]");
  }

  @Test
  void aResponseThatWaitsTooLongFailsAndTheStateStays() {
    elect();
    log.holdCommits();

    write(3);
    loop.advanceMs(4_999);
    assertThat(answers).isEmpty();
    loop.advanceMs(1);
    shards.onHighWatermark(0, log.commitAll());
    read();

    assertThat(answers).containsExactly("COORDINATOR_NOT_AVAILABLE", "[0:3]");
  }

  @Test
  void theDeadlineOfALaterResponseIsItsOwn() {
    elect();
    log.holdCommits();

    write(1);
    loop.advanceMs(3_000);
    write(2);
    loop.advanceMs(2_000);
    assertThat(answers).containsExactly("COORDINATOR_NOT_AVAILABLE");
    loop.advanceMs(3_000);

    assertThat(answers).hasSize(2);
    assertThat(loop.timerCount()).isZero();
  }

  @Test
  void lostLeadershipAnswersEverythingThatWaits() {
    elect();
    log.holdCommits();
    write(1);
    shards.run(0, ErrorCode::name, answers::add, (state, reply) -> {});

    shards.resign(0, 1);
    read();

    assertThat(answers).containsOnly("NOT_COORDINATOR").hasSize(3);
  }

  @Test
  void anOlderResignationIsIgnored() {
    shards.elect(0, 7, log);
    loop.runAll();

    shards.resign(0, 6);
    read();

    assertThat(answers).containsExactly("[]");
  }

  @Test
  void aFailedAppendChangesNothing() {
    elect();
    log.failAppends(ErrorCode.NOT_ENOUGH_REPLICAS);

    write(1);
    log.failAppends(ErrorCode.NONE);
    read();

    assertThat(answers).containsExactly("COORDINATOR_NOT_AVAILABLE", "[]");
  }

  @Test
  void recordsOfOneDecisionStandInOneBatch() {
    elect();

    shards.decide(
        0,
        ErrorCode::name,
        answers::add,
        state -> new Decision<>(List.of(record(1), record(2)), "done"));

    assertThat(log.batchCount()).isEqualTo(1);
    assertThat(log.records(CODEC, 0)).containsExactly(record(1), record(2));
  }

  @Test
  void independentRecordsAreSplitBySize() {
    elect();
    List<CoordinatorRecord> many = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      many.add(record(i));
    }

    shards.run(
        0,
        ErrorCode::name,
        answers::add,
        (state, reply) -> reply.send(state.shard.journal().writeInParts(many).name()));

    assertThat(answers).containsExactly("NONE");
    assertThat(log.batchCount()).isGreaterThan(2);
    assertThat(log.records(CODEC, 0)).isEqualTo(many);
  }

  @Test
  void unknownRecordsTombstonesAndMarkersAreLoaded() {
    ByteBuffer unknown = ByteBuffer.allocate(4).putShort((short) 99).putShort((short) 0).flip();
    log.append(RecordBatchBuilder.plain().append(0, unknown, null).build());
    log.append(
        BatchEncoder.encode(
            BatchAttributes.PLAIN,
            0,
            List.of(
                CoordinatorRecord.tombstone(
                    OffsetCommitKey.KEY, new OffsetCommitKey("g", "t", 5)))));
    log.append(ControlBatches.endTransaction(9, (short) 0, true, 1, 0));
    elect();

    read();

    assertThat(answers).containsExactly("[1:5, marker 9 true]");
  }

  @Test
  void aFailedLoadTakesTheShardOutOfService() {
    log.append(BatchEncoder.encode(BatchAttributes.PLAIN, 0, List.of(record(1))));
    log.failReads(ErrorCode.KAFKA_STORAGE_ERROR);
    elect();

    read();

    assertThat(answers).containsExactly("COORDINATOR_NOT_AVAILABLE");
  }

  @Test
  void aFailureOfTheStateMachineTakesTheShardOutOfService() {
    elect();

    shards.run(
        0,
        ErrorCode::name,
        answers::add,
        (state, reply) -> {
          throw new IllegalStateException("broken on purpose");
        });
    read();

    assertThat(answers).containsExactly("COORDINATOR_NOT_AVAILABLE", "COORDINATOR_NOT_AVAILABLE");
  }

  @Test
  void aReplyIsGivenOnce() {
    elect();

    shards.run(
        0,
        ErrorCode::name,
        answers::add,
        (state, reply) -> {
          reply.send("first");
          reply.send("second");
        });

    assertThat(answers).containsExactly("first");
  }

  @Test
  void aNewElectionLoadsAfresh() {
    elect();
    write(1);

    shards.elect(0, 2, log);
    loop.runAll();
    read();

    assertThat(answers).containsExactly("wrote 1", "[0:1]");
    assertThat(shards.availability(0)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void onLoadedComesAfterTheReplay() {
    elect();

    shards.run(
        0,
        ErrorCode::name,
        answers::add,
        (state, reply) -> reply.send(String.valueOf(state.loaded)));

    assertThat(answers).containsExactly("true");
  }
}
