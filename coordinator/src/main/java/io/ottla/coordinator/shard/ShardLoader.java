package io.ottla.coordinator.shard;

import io.ottla.coordinator.shard.ShardLog.ReadOutcome;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.UnsupportedVersionException;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.ControlType;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatches;
import io.ottla.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays a log from its start to the end that it had at first, one buffer at a time, so that other
 * work of the loop goes on in between. Records of unknown types are skipped, with one log line for
 * each type: a newer broker may have written them. Owned by the shard's loop.
 */
final class ShardLoader {
  private static final Logger LOG = LoggerFactory.getLogger(ShardLoader.class);

  private final String name;
  private final ShardLog log;
  private final RecordCodec codec;
  private final int bufferBytes;
  private final StateMachine machine;
  private final Executor guard;
  private final Consumer<ErrorCode> done;
  private final Set<Short> unknownTypes = new HashSet<>();
  private final long endOffset;
  private final boolean hasWork;
  private long nextOffset;
  private boolean cancelled;

  /**
   * A loader that has not started.
   *
   * @param guard runs what the log calls back
   * @param done gets NONE once everything is replayed
   */
  ShardLoader(
      String name,
      ShardLog log,
      RecordCodec codec,
      int bufferBytes,
      StateMachine machine,
      Executor guard,
      Consumer<ErrorCode> done) {
    this.name = name;
    this.log = log;
    this.codec = codec;
    this.bufferBytes = bufferBytes;
    this.machine = machine;
    this.guard = guard;
    this.done = done;
    this.nextOffset = log.logStartOffset();
    this.endOffset = log.logEndOffset();
    this.hasWork = nextOffset < endOffset;
  }

  /** Whether the log held anything at first. */
  boolean hasWork() {
    return hasWork;
  }

  void start() {
    readOn();
  }

  void cancel() {
    cancelled = true;
  }

  private void readOn() {
    if (nextOffset >= endOffset) {
      done.accept(ErrorCode.NONE);
      return;
    }
    log.read(nextOffset, bufferBytes, outcome -> guard.execute(() -> onRead(outcome)));
  }

  private void onRead(ReadOutcome outcome) {
    if (cancelled) {
      return;
    }
    ByteBuffer batches = outcome.batches();
    if (batches == null) {
      done.accept(outcome.error());
      return;
    }
    long before = nextOffset;
    replayAll(batches);
    if (nextOffset == before) {
      LOG.error("load stuck shard={} offset={} end={}", name, nextOffset, endOffset);
      done.accept(ErrorCode.CORRUPT_MESSAGE);
      return;
    }
    log.loop().execute(() -> guard.execute(this::continueUnlessCancelled));
  }

  private void continueUnlessCancelled() {
    if (!cancelled) {
      readOn();
    }
  }

  private void replayAll(ByteBuffer buffer) {
    RecordBatches batches = new RecordBatches(buffer);
    while (batches.next()) {
      RecordBatch batch = batches.batch();
      if (batch.isControl()) {
        replayControl(batch);
      } else {
        replayData(batch);
      }
      nextOffset = Math.max(nextOffset, batch.nextOffset());
    }
  }

  private void replayControl(RecordBatch batch) {
    try (RecordCursor cursor = RecordCursor.open(batch)) {
      while (cursor.next()) {
        ControlType type = ControlType.ofKey(cursor.key());
        if (type == ControlType.COMMIT || type == ControlType.ABORT) {
          machine.replayMarker(
              batch.producerId(), batch.producerEpoch(), type == ControlType.COMMIT);
        }
      }
    }
  }

  private void replayData(RecordBatch batch) {
    long producerId = batch.isTransactional() ? batch.producerId() : RecordBatch.NO_PRODUCER_ID;
    try (RecordCursor cursor = RecordCursor.open(batch)) {
      while (cursor.next()) {
        if (cursor.offset() >= nextOffset) {
          replayOne(cursor, producerId);
        }
      }
    }
  }

  private void replayOne(RecordCursor cursor, long producerId) {
    ByteBuffer key = cursor.key();
    if (key == null) {
      LOG.warn("record without key skipped shard={} offset={}", name, cursor.offset());
      return;
    }
    CoordinatorRecord record = decode(key, cursor);
    if (record != null) {
      machine.replay(new ReplayedRecord(cursor.offset(), producerId, record));
    }
  }

  private @Nullable CoordinatorRecord decode(ByteBuffer key, RecordCursor cursor) {
    short type = key.remaining() >= Short.BYTES ? key.getShort(key.position()) : -1;
    try {
      CoordinatorRecord record = codec.decode(key, cursor.value());
      if (record == null && unknownTypes.add(type)) {
        LOG.warn("records of unknown type skipped shard={} type={}", name, type);
      }
      return record;
    } catch (MalformedRequestException | UnsupportedVersionException e) {
      LOG.error("unreadable record skipped shard={} offset={}", name, cursor.offset(), e);
      return null;
    }
  }
}
