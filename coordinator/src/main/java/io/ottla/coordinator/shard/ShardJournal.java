package io.ottla.coordinator.shard;

import io.ottla.coordinator.shard.ShardLog.AppendOutcome;
import io.ottla.runtime.Clock;
import io.ottla.wire.codec.UnsupportedVersionException;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.ControlBatches;
import io.ottla.wire.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends to the shard's log and replays what was appended. */
final class ShardJournal implements Journal {
  private static final Logger LOG = LoggerFactory.getLogger(ShardJournal.class);

  private final ShardConfig config;
  private final ShardLog log;
  private final Clock clock;
  private final CommitQueue commits;
  private final Supplier<StateMachine> machine;

  ShardJournal(
      ShardConfig config, ShardLog log, CommitQueue commits, Supplier<StateMachine> machine) {
    this.config = config;
    this.log = log;
    this.clock = log.loop().clock();
    this.commits = commits;
    this.machine = machine;
  }

  @Override
  public ErrorCode write(List<CoordinatorRecord> records) {
    return write(
        BatchAttributes.PLAIN.withCompression(config.compression()),
        RecordBatch.NO_PRODUCER_ID,
        records);
  }

  @Override
  public ErrorCode writeTransactional(
      long producerId, short producerEpoch, List<CoordinatorRecord> records) {
    BatchAttributes attributes =
        BatchAttributes.PLAIN
            .withCompression(config.compression())
            .withProducer(producerId, producerEpoch, RecordBatch.NO_SEQUENCE)
            .asTransactional();
    return write(attributes, producerId, records);
  }

  @Override
  public ErrorCode writeMarker(
      long producerId, short producerEpoch, int coordinatorEpoch, boolean commit) {
    AppendOutcome outcome =
        append(
            ControlBatches.endTransaction(
                producerId, producerEpoch, commit, coordinatorEpoch, clock.wallMs()));
    if (outcome.error() == ErrorCode.NONE) {
      machine.get().replayMarker(producerId, producerEpoch, commit);
    }
    return CoordinatorErrors.ofLog(outcome.error());
  }

  @Override
  public ErrorCode writeInParts(List<CoordinatorRecord> records) {
    List<List<CoordinatorRecord>> parts =
        encoded(() -> BatchEncoder.split(records, config.maxBatchBytes()));
    if (parts == null) {
      return ErrorCode.UNKNOWN_SERVER_ERROR;
    }
    for (List<CoordinatorRecord> part : parts) {
      ErrorCode error = write(part);
      if (error != ErrorCode.NONE) {
        return error;
      }
    }
    return ErrorCode.NONE;
  }

  @Override
  public void whenCommitted(Runnable task) {
    commits.whenCommitted(task);
  }

  private ErrorCode write(
      BatchAttributes attributes, long producerId, List<CoordinatorRecord> records) {
    if (records.isEmpty()) {
      return ErrorCode.NONE;
    }
    ByteBuffer batch = encoded(() -> BatchEncoder.encode(attributes, clock.wallMs(), records));
    if (batch == null) {
      return ErrorCode.UNKNOWN_SERVER_ERROR;
    }
    AppendOutcome outcome = append(batch);
    if (outcome.error() == ErrorCode.NONE) {
      replay(outcome.lastOffset() - records.size() + 1, producerId, records);
    }
    return CoordinatorErrors.ofLog(outcome.error());
  }

  /**
   * The result, or null when a value does not fit the format. Such a value came with a request, so
   * the request fails; the other groups and ids of the shard are not to suffer for it.
   */
  private <T> @Nullable T encoded(Supplier<T> encoding) {
    try {
      return encoding.get();
    } catch (UnsupportedVersionException e) {
      LOG.warn("records do not fit their format topic={}", config.topic(), e);
      return null;
    }
  }

  private AppendOutcome append(ByteBuffer batch) {
    AppendOutcome outcome = log.append(batch);
    if (outcome.error() == ErrorCode.NONE) {
      commits.onWritten(outcome.lastOffset());
      commits.onHighWatermark(log.highWatermark());
    }
    return outcome;
  }

  private void replay(long firstOffset, long producerId, List<CoordinatorRecord> records) {
    long offset = firstOffset;
    for (CoordinatorRecord record : records) {
      machine.get().replay(new ReplayedRecord(offset++, producerId, record));
    }
  }
}
