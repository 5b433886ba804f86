package io.ottla.storage.log;

import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.producer.ProducerDecision;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.Segment;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.RecordBatches;
import io.ottla.wire.record.TimestampType;
import java.nio.ByteBuffer;

/**
 * The end of a log, where batches are checked, given their offsets and stored, and where segments
 * begin. What is refused leaves no trace. Owned by the log's loop.
 */
final class LogWriter {
  private final LogEnvironment environment;
  private final LogFiles files;
  private final LogBounds bounds;
  private final LogSegments segments;
  private final LogProducers producers;
  private final LogEpochs epochs;
  private final LogDurability durability;
  private final CatalogKeeper catalog;
  private final HotTail hotTail;

  LogWriter(
      LogEnvironment environment,
      LogFiles files,
      LogBounds bounds,
      LogSegments segments,
      LogProducers producers,
      LogEpochs epochs,
      LogDurability durability,
      CatalogKeeper catalog) {
    this.environment = environment;
    this.files = files;
    this.bounds = bounds;
    this.segments = segments;
    this.producers = producers;
    this.epochs = epochs;
    this.durability = durability;
    this.catalog = catalog;
    this.hotTail = new HotTail(bounds.end());
  }

  /** Whether what lies at the offset was written so lately that it is in memory. Any thread. */
  boolean isHot(long offset) {
    return hotTail.holds(offset);
  }

  AppendResult appendAsLeader(
      ByteBuffer batches, int leaderEpoch, AppendOrigin origin, LogConfig config) {
    long nowMs = environment.nowMs();
    if (origin == AppendOrigin.CLIENT) {
      // What is too large as it comes is refused, though it may be stored compressed.
      if (batches.remaining() > config.maxMessageBytes()) {
        return refusedAsTooLarge(batches.remaining(), config);
      }
      BatchAdmission.Admitted admitted =
          BatchAdmission.admit(batches, config, environment.policy().validateFully(), nowMs);
      if (!admitted.verdict().isOk()) {
        return AppendResult.refused(admitted.verdict(), admitted.faults(), bounds.start());
      }
      return append(admitted.bytes(), leaderEpoch, origin, admitted.logAppendTimeMs(), config);
    }
    return append(batches, leaderEpoch, origin, isAppendTime(config) ? nowMs : -1, config);
  }

  private static boolean isAppendTime(LogConfig config) {
    return config.timestamps().type() == TimestampType.LOG_APPEND_TIME;
  }

  private AppendResult append(
      ByteBuffer bytes,
      int leaderEpoch,
      AppendOrigin origin,
      long logAppendTimeMs,
      LogConfig config) {
    ProducerDecision refusal = producers.decide(bytes, origin);
    if (refusal.isDuplicate()) {
      return AppendResult.duplicate(
          refusal.duplicateBaseOffset(),
          refusal.duplicateLastOffset(),
          isAppendTime(config) ? refusal.duplicateTimestampMs() : -1,
          bounds.start());
    }
    if (refusal.error() != ErrorCode.NONE) {
      return refused(refusal.error(), refusal.sentence());
    }
    long baseOffset = bounds.end();
    AppendSpan span = AppendSpan.assign(bytes, baseOffset, leaderEpoch, logAppendTimeMs);
    if (span.largestBatchBytes() > config.maxMessageBytes()) {
      return refusedAsTooLarge(span.largestBatchBytes(), config);
    }
    if (bytes.remaining() > config.roll().segmentBytes()) {
      return refused(
          ErrorCode.RECORD_LIST_TOO_LARGE, bytes.remaining() + " bytes do not fit a segment");
    }
    if (!hasRoomFor(bytes, origin)) {
      return refusedForReserve();
    }
    assign(leaderEpoch, baseOffset);
    return store(span, logAppendTimeMs, origin, config.roll());
  }

  AppendResult appendAsFollower(ByteBuffer batches, LogConfig config) {
    AppendSpan span = AppendSpan.from(batches, bounds.end());
    if (span.bytes().remaining() == 0) {
      return AppendResult.appended(-1, bounds.end() - 1, -1, bounds.start());
    }
    if (span.firstOffset() < bounds.end()) {
      return refused(
          ErrorCode.OFFSET_OUT_OF_RANGE,
          "append at offset " + span.firstOffset() + " but log end is " + bounds.end());
    }
    if (!hasRoomFor(span.bytes(), AppendOrigin.REPLICATION)) {
      return refusedForReserve();
    }
    RecordBatches epochsOf = new RecordBatches(span.bytes());
    while (epochsOf.next()) {
      assign(epochsOf.batch().partitionLeaderEpoch(), epochsOf.batch().baseOffset());
    }
    return store(span, -1, AppendOrigin.REPLICATION, config.roll());
  }

  private void assign(int leaderEpoch, long baseOffset) {
    if (epochs.assign(leaderEpoch, baseOffset)) {
      catalog.note();
    }
  }

  private boolean hasRoomFor(ByteBuffer bytes, AppendOrigin origin) {
    return environment.reserve().admits(files.logDirectory(), origin, bytes.remaining());
  }

  private AppendResult refusedForReserve() {
    return refused(
        ErrorCode.KAFKA_STORAGE_ERROR,
        "the disk of " + files.logDirectory() + " is full but for its reserve");
  }

  private AppendResult refusedAsTooLarge(int sizeInBytes, LogConfig config) {
    return refused(
        ErrorCode.MESSAGE_TOO_LARGE,
        "a batch has " + sizeInBytes + " bytes of " + config.maxMessageBytes());
  }

  private AppendResult refused(ErrorCode error, String sentence) {
    return AppendResult.refused(error, sentence, bounds.start());
  }

  private AppendResult store(
      AppendSpan span, long logAppendTimeMs, AppendOrigin origin, LogConfig.Roll roll) {
    ByteBuffer bytes = span.bytes();
    try {
      environment.reserve().writing(files.logDirectory(), origin, () -> write(span, roll));
    } catch (DiskFullException e) {
      return refused(ErrorCode.KAFKA_STORAGE_ERROR, String.valueOf(e.getMessage()));
    }
    if (producers.replay(bytes, segments.active())) {
      durability.onNamesChanged();
      catalog.note();
    }
    durability.onAppended();
    bounds.endAt(span.lastOffset() + 1);
    hotTail.onAppend(bounds.end(), bytes.remaining());
    bounds.onUnstable(producers.firstUnstableOffset());
    return AppendResult.appended(
        span.firstOffset(), span.lastOffset(), logAppendTimeMs, bounds.start());
  }

  private void write(AppendSpan span, LogConfig.Roll roll) {
    rollIfDue(span, roll);
    segments.active().append(span.bytes(), roll.indexIntervalBytes());
  }

  private void rollIfDue(AppendSpan span, LogConfig.Roll roll) {
    Segment active = segments.active();
    long ageMs = segments.activeAgeMs(span.maxTimestampMs());
    long jitterMs = Jitter.of(files.directory(), active.baseOffset(), roll);
    if (RollRule.isDue(active, span, roll, ageMs, jitterMs)) {
      rollAt(startOfNext(span), roll);
    }
  }

  // What compaction has taken is missing in front of a follower's batch too. No gap is left between
  // segments all the same: recovery would take it for a loss, and drop what lies behind it.
  private long startOfNext(AppendSpan span) {
    long end = bounds.end();
    return span.lastOffset() - end <= Integer.MAX_VALUE ? end : span.firstOffset();
  }

  /** Begins a new segment, with a snapshot of the producers, at or behind the log's end. */
  void rollAt(long baseOffset, LogConfig.Roll roll) {
    producers.snapshotAt(bounds.end());
    segments.roll(baseOffset, roll);
    durability.onRolled();
    catalog.note();
  }
}
