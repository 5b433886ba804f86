package io.ottla.storage.log;

import io.ottla.wire.compress.Compression;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.BatchCheck;
import io.ottla.wire.record.FullCheck;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatchBuilder;
import io.ottla.wire.record.RecordCursor;
import io.ottla.wire.record.RecordFault;
import io.ottla.wire.record.TimestampBounds;
import io.ottla.wire.record.TimestampType;
import io.ottla.wire.record.UnpackLimit;
import io.ottla.wire.record.Verdict;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The rules of a topic for a producer's batch that {@link BatchCheck} has passed: timestamps, keys,
 * compression. Records are walked only where a rule demands it. Pure functions.
 */
final class BatchAdmission {
  private BatchAdmission() {}

  /**
   * The batch as it is to be stored, offsets apart.
   *
   * @param bytes the producer's own, or a recompressed copy
   * @param logAppendTimeMs the time given to the records; -1 when they keep the producer's
   */
  record Admitted(
      Verdict verdict, List<RecordFault> faults, ByteBuffer bytes, long logAppendTimeMs) {}

  /** Checks the batch, and changes in place what the topic's settings change. */
  static Admitted admit(ByteBuffer bytes, LogConfig config, boolean validateFully, long nowMs) {
    RecordBatch batch = RecordBatch.of(bytes);
    LogConfig.Timestamps timestamps = config.timestamps();
    boolean isAppendTime = timestamps.type() == TimestampType.LOG_APPEND_TIME;
    TimestampBounds bounds =
        isAppendTime
            ? TimestampBounds.NONE
            : new TimestampBounds(nowMs, timestamps.beforeMaxMs(), timestamps.afterMaxMs());
    boolean isTimeKnown =
        isAppendTime || (BatchCheck.hasCredibleMaxTimestamp(batch) && bounds.acceptAllOf(batch));
    boolean recompresses = isToBeRecompressed(batch, config);
    if (validateFully || config.compaction().compact() || recompresses || !isTimeKnown) {
      UnpackLimit limit = recompresses ? UnpackLimit.IN_MEMORY : UnpackLimit.DEFAULT;
      FullCheck.Result result =
          FullCheck.check(batch, config.compaction().compact(), bounds, limit);
      if (!result.verdict().isOk()) {
        return new Admitted(result.verdict(), result.faults(), bytes, -1);
      }
      if (!isAppendTime) { // what the header says of it was not checked
        batch.assignMaxTimestampAndType(result.maxTimestamp(), TimestampType.CREATE_TIME);
      }
    }
    return store(batch, config, isAppendTime ? nowMs : -1);
  }

  private static boolean isToBeRecompressed(RecordBatch batch, LogConfig config) {
    Compression target = config.compression().target();
    return target != null && target.id() != batch.compressionId();
  }

  private static Admitted store(RecordBatch batch, LogConfig config, long logAppendTimeMs) {
    ByteBuffer stored = batch.slice();
    Compression target = config.compression().target();
    if (target != null && isToBeRecompressed(batch, config)) {
      stored = recompress(batch, target, config.compression());
    }
    if (logAppendTimeMs >= 0) {
      RecordBatch.of(stored)
          .assignMaxTimestampAndType(logAppendTimeMs, TimestampType.LOG_APPEND_TIME);
    }
    return new Admitted(Verdict.OK, List.of(), stored, logAppendTimeMs);
  }

  private static ByteBuffer recompress(
      RecordBatch batch, Compression target, LogConfig.BatchCompression compression) {
    BatchAttributes attributes = BatchAttributes.of(batch);
    Integer level = compression.level();
    BatchAttributes wanted =
        level == null
            ? attributes.withCompression(target)
            : attributes.withCompression(target, level);
    RecordBatchBuilder builder = new RecordBatchBuilder(wanted, batch.baseOffset());
    try (RecordCursor cursor = RecordCursor.open(batch)) {
      while (cursor.next()) {
        builder.append(cursor);
      }
    }
    return builder.build();
  }
}
