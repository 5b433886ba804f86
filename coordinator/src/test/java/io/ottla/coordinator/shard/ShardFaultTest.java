package io.ottla.coordinator.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ottla.runtime.EventLoop;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.wire.compress.Compression;
import io.ottla.wire.message.OffsetCommitKey;
import io.ottla.wire.message.OffsetCommitValue;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A shard whose log, whose records or whose leadership are not as they should be. */
class ShardFaultTest {
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
  private final List<String> replayed = new ArrayList<>();
  private final List<Reply<String>> waiting = new ArrayList<>();
  private final Shards<Recorder> shards = new Shards<>(CONFIG, CODEC, Recorder::new);

  /** Writes down what is replayed. */
  private final class Recorder implements StateMachine {
    private final ShardContext shard;

    Recorder(ShardContext shard) {
      this.shard = shard;
    }

    @Override
    public void replay(ReplayedRecord record) {
      replayed.add(record.offset() + ":" + record.isTransactional());
    }

    @Override
    public void replayMarker(long producerId, short producerEpoch, boolean commit) {
      replayed.add("marker");
    }

    @Override
    public void onLoaded() {
      replayed.add("loaded");
    }
  }

  private static CoordinatorRecord record(int partition) {
    return CoordinatorRecord.set(
        OffsetCommitKey.KEY,
        new OffsetCommitKey("g", "t", partition),
        (short) 4,
        OffsetCommitValue.builder().offset(partition).build());
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }

  private void append(@Nullable ByteBuffer key, @Nullable ByteBuffer value) {
    log.append(RecordBatchBuilder.plain().append(0, key, value).build());
  }

  private void elect() {
    shards.elect(0, 1, log);
    loop.runAll();
  }

  private void run(BiConsumer<Recorder, Reply<String>> work) {
    shards.run(0, ErrorCode::name, answers::add, work);
  }

  @Test
  void recordsThatCannotBeReadAreSkipped() {
    append(null, bytes(1));
    append(bytes(7), bytes(1));
    append(bytes(0, 99), null);
    append(bytes(0, 99), null);
    append(bytes(0, 1, 0), null);
    append(RecordCodec.encodeKey(record(1)), bytes(0, 99, 1));
    log.append(List.of(record(1)));

    elect();

    assertThat(replayed).containsExactly("6:false", "loaded");
    assertThat(shards.availability(0)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void recordsOfATransactionAreKnownAsSuch() {
    log.append(
        BatchEncoder.encode(
            BatchAttributes.PLAIN.withProducer(9, (short) 0, -1).asTransactional(),
            0,
            List.of(record(1))));

    elect();

    assertThat(replayed).containsExactly("0:true", "loaded");
  }

  @Test
  void aLogThatGivesNothingBackIsNotReadForEver() {
    log.append(List.of(record(1)));
    ShardLog empty =
        new ForwardingLog(log) {
          @Override
          public void read(long offset, int maxBytes, Consumer<ReadOutcome> done) {
            done.accept(ReadOutcome.of(ByteBuffer.allocate(0)));
          }
        };

    shards.elect(0, 1, empty);
    loop.runAll();

    assertThat(shards.availability(0)).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    assertThat(replayed).isEmpty();
  }

  @Test
  void aLoadEndsWithTheLeadership() {
    log.append(List.of(record(1)));
    log.append(List.of(record(2)));
    log.append(List.of(record(3)));

    for (int tasks = 0; tasks < 4; tasks++) {
      replayed.clear();
      shards.elect(0, 2 * tasks + 1, log);
      loop.runOnce(tasks);
      shards.resign(0, 2 * tasks + 1);
      loop.runAll();
      assertThat(replayed).doesNotContain("loaded");
    }
  }

  @Test
  void theSameElectionTwiceIsOne() {
    elect();
    elect();

    assertThat(replayed).containsExactly("loaded");
  }

  @Test
  void aPartitionThatIsNotLedHasNoWatermark() {
    shards.onHighWatermark(5, 10);

    assertThat(shards.availability(5)).isEqualTo(ErrorCode.NOT_COORDINATOR);
  }

  @Test
  void aShardThatFailedStaysFailedUntilItsLeadershipEnds() {
    elect();
    run(
        (state, reply) -> {
          throw new AssertionError("broken on purpose");
        });
    shards.elect(0, 2, log);
    loop.runAll();
    assertThat(shards.availability(0)).isEqualTo(ErrorCode.NONE);

    shards.resign(0, 2);

    assertThat(shards.availability(0)).isEqualTo(ErrorCode.NOT_COORDINATOR);
    assertThat(answers).containsExactly("COORDINATOR_NOT_AVAILABLE");
  }

  @Test
  void whatAShardRunsInsideIsDroppedOnceItIsClosed() {
    elect();
    List<Recorder> machines = new ArrayList<>();
    run((state, reply) -> machines.add(state));
    machines.get(0).shard.inside().execute(() -> replayed.add("inside"));
    shards.resign(0, 1);

    machines.get(0).shard.inside().execute(() -> replayed.add("too late"));

    assertThat(replayed).containsExactly("loaded", "inside");
  }

  @Test
  void anAnswerAfterTheShardIsGoneIsDropped() {
    elect();
    run((state, reply) -> waiting.add(reply));
    shards.resign(0, 1);

    waiting.get(0).send("too late");
    waiting.get(0).fail(ErrorCode.UNKNOWN_SERVER_ERROR);

    assertThat(answers).containsExactly("NOT_COORDINATOR");
  }

  @Test
  void aReplyThatWasAbandonedIsNotAnsweredByTheCommit() {
    elect();
    log.holdCommits();
    run(
        (state, reply) -> {
          ErrorCode unused = state.shard.journal().write(List.of(record(1)));
          reply.send("written");
        });
    loop.advanceMs(5_000);

    shards.onHighWatermark(0, log.commitAll());

    assertThat(answers).containsExactly("COORDINATOR_NOT_AVAILABLE");
  }

  @Test
  void tasksThatFollowACommitRunInOrderOnceItIsThere() {
    elect();
    log.holdCommits();
    run(
        (state, reply) -> {
          Journal journal = state.shard.journal();
          ErrorCode first = journal.write(List.of(record(1)));
          journal.whenCommitted(() -> replayed.add("after " + first));
          ErrorCode second = journal.write(List.of(record(2)));
          journal.whenCommitted(() -> replayed.add("then " + second));
        });

    shards.onHighWatermark(0, 1);
    assertThat(replayed).containsExactly("loaded", "0:false", "1:false", "after NONE");
    shards.onHighWatermark(0, 2);

    assertThat(replayed).endsWith("after NONE", "then NONE");
  }

  @Test
  void aMarkerThatCannotBeWrittenEndsNothing() {
    elect();
    log.failAppends(ErrorCode.NOT_LEADER_OR_FOLLOWER);

    run(
        (state, reply) ->
            reply.send(state.shard.journal().writeMarker(9, (short) 0, 1, true).name()));

    assertThat(answers).containsExactly("NOT_COORDINATOR");
    assertThat(replayed).containsExactly("loaded");
  }

  @Test
  void partsAreWrittenUpToTheFirstThatFails() {
    elect();
    log.failAppends(ErrorCode.MESSAGE_TOO_LARGE);

    run(
        (state, reply) ->
            reply.send(state.shard.journal().writeInParts(List.of(record(1), record(2))).name()));

    assertThat(answers).containsExactly("UNKNOWN_SERVER_ERROR");
  }

  @Test
  void recordsThatDoNotFitTheirFormatFailTheirRequestAlone() {
    elect();
    CoordinatorRecord tooLong =
        CoordinatorRecord.tombstone(
            OffsetCommitKey.KEY, new OffsetCommitKey("g".repeat(Short.MAX_VALUE + 1), "t", 0));
    List<CoordinatorRecord> records = List.of(record(1), tooLong);

    run((state, reply) -> reply.send(state.shard.journal().write(records).name()));
    run(
        (state, reply) ->
            reply.send(state.shard.journal().writeTransactional(9, (short) 0, records).name()));
    run((state, reply) -> reply.send(state.shard.journal().writeInParts(records).name()));
    run((state, reply) -> reply.send(state.shard.journal().write(List.of(record(2))).name()));

    assertThat(answers)
        .containsExactly(
            "UNKNOWN_SERVER_ERROR", "UNKNOWN_SERVER_ERROR", "UNKNOWN_SERVER_ERROR", "NONE");
    assertThat(replayed).containsExactly("loaded", "0:false");
    assertThat(log.batchCount()).isEqualTo(1);
  }

  @Test
  void errorsOfTheLogAreToldAsOnesOfACoordinator() {
    Map<ErrorCode, ErrorCode> told =
        Map.of(
            ErrorCode.NONE, ErrorCode.NONE,
            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, ErrorCode.COORDINATOR_NOT_AVAILABLE,
            ErrorCode.REQUEST_TIMED_OUT, ErrorCode.COORDINATOR_NOT_AVAILABLE,
            ErrorCode.NOT_ENOUGH_REPLICAS, ErrorCode.COORDINATOR_NOT_AVAILABLE,
            ErrorCode.NOT_LEADER_OR_FOLLOWER, ErrorCode.NOT_COORDINATOR,
            ErrorCode.KAFKA_STORAGE_ERROR, ErrorCode.NOT_COORDINATOR,
            ErrorCode.RECORD_LIST_TOO_LARGE, ErrorCode.UNKNOWN_SERVER_ERROR,
            ErrorCode.INVALID_PRODUCER_EPOCH, ErrorCode.INVALID_PRODUCER_EPOCH);

    told.forEach(
        (error, expected) -> assertThat(CoordinatorErrors.ofLog(error)).isEqualTo(expected));
  }

  @Test
  void phasesFollowEachOther() {
    Map<ShardPhase, Set<ShardPhase>> next =
        Map.of(
            ShardPhase.LOADING,
            EnumSet.of(ShardPhase.ACTIVE, ShardPhase.FAILED, ShardPhase.CLOSED),
            ShardPhase.ACTIVE,
            EnumSet.of(ShardPhase.FAILED, ShardPhase.CLOSED),
            ShardPhase.FAILED,
            EnumSet.of(ShardPhase.CLOSED),
            ShardPhase.CLOSED,
            EnumSet.noneOf(ShardPhase.class));

    next.forEach((phase, allowed) -> assertThat(phase.next()).isEqualTo(allowed));
  }

  @Test
  void offsetsOfALogOnlyGrow() {
    CommitQueue queue = new CommitQueue(loop, 5_000);
    queue.onWritten(3);

    assertThatIllegalStateException().isThrownBy(() -> queue.onWritten(3));
  }

  /** A log that does as another one, but for what a test changes. */
  private abstract static class ForwardingLog implements ShardLog {
    private final ShardLog to;

    ForwardingLog(ShardLog to) {
      this.to = to;
    }

    @Override
    public EventLoop loop() {
      return to.loop();
    }

    @Override
    public long logStartOffset() {
      return to.logStartOffset();
    }

    @Override
    public long logEndOffset() {
      return to.logEndOffset();
    }

    @Override
    public long highWatermark() {
      return to.highWatermark();
    }

    @Override
    public AppendOutcome append(ByteBuffer batch) {
      return to.append(batch);
    }
  }
}
