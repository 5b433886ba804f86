package io.ottla.storage.log;

import io.ottla.wire.compress.Compression;
import io.ottla.wire.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a topic that its logs follow, already parsed. A change is a new record, handed to
 * {@link PartitionLog#updateConfig}.
 *
 * @param maxMessageBytes {@code max.message.bytes}: the largest batch in bytes
 */
public record LogConfig(
    Roll roll,
    Retention retention,
    Compaction compaction,
    Flush flush,
    Timestamps timestamps,
    BatchCompression compression,
    int maxMessageBytes) {

  /** Kafka's defaults. */
  public static final LogConfig DEFAULT =
      new LogConfig(
          Roll.DEFAULT,
          Retention.DEFAULT,
          Compaction.DEFAULT,
          Flush.DEFAULT,
          Timestamps.DEFAULT,
          BatchCompression.DEFAULT,
          1_048_588);

  /**
   * When a new segment begins.
   *
   * @param segmentBytes {@code segment.bytes}
   * @param segmentMs {@code segment.ms}
   * @param jitterMs {@code segment.jitter.ms}: at most so much earlier, by chance
   * @param indexBytes {@code segment.index.bytes}
   * @param indexIntervalBytes {@code index.interval.bytes}
   * @param preallocate {@code preallocate}
   */
  public record Roll(
      int segmentBytes,
      long segmentMs,
      long jitterMs,
      int indexBytes,
      int indexIntervalBytes,
      boolean preallocate) {
    /** Kafka's defaults. */
    public static final Roll DEFAULT = new Roll(1 << 30, 604_800_000L, 0, 10_485_760, 4_096, false);
  }

  /**
   * How long data stays where the cleanup policy has {@code delete}.
   *
   * @param delete whether {@code cleanup.policy} has {@code delete}
   * @param ms {@code retention.ms}; -1 for ever
   * @param bytes {@code retention.bytes}; -1 for any size
   * @param fileDeleteDelayMs {@code file.delete.delay.ms}
   */
  public record Retention(boolean delete, long ms, long bytes, long fileDeleteDelayMs) {
    /** Kafka's defaults. */
    public static final Retention DEFAULT = new Retention(true, 604_800_000L, -1, 60_000);
  }

  /**
   * How superseded records go where the cleanup policy has {@code compact}.
   *
   * @param compact whether {@code cleanup.policy} has {@code compact}
   * @param minCleanableDirtyRatio {@code min.cleanable.dirty.ratio}
   * @param minLagMs {@code min.compaction.lag.ms}
   * @param maxLagMs {@code max.compaction.lag.ms}
   * @param deleteRetentionMs {@code delete.retention.ms}
   */
  public record Compaction(
      boolean compact,
      double minCleanableDirtyRatio,
      long minLagMs,
      long maxLagMs,
      long deleteRetentionMs) {
    /** Kafka's defaults. */
    public static final Compaction DEFAULT =
        new Compaction(false, 0.5, 0, Long.MAX_VALUE, 86_400_000L);
  }

  /**
   * When data must be on disk.
   *
   * @param messages {@code flush.messages}
   * @param ms {@code flush.ms}
   */
  public record Flush(long messages, long ms) {
    /** Kafka's defaults: the operating system decides. */
    public static final Flush DEFAULT = new Flush(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /**
   * What timestamps mean and how wrong they may be.
   *
   * @param type {@code message.timestamp.type}
   * @param beforeMaxMs {@code message.timestamp.before.max.ms}
   * @param afterMaxMs {@code message.timestamp.after.max.ms}
   */
  public record Timestamps(TimestampType type, long beforeMaxMs, long afterMaxMs) {
    /** Kafka's defaults. */
    public static final Timestamps DEFAULT =
        new Timestamps(TimestampType.CREATE_TIME, Long.MAX_VALUE, 3_600_000L);
  }

  /**
   * How batches are stored.
   *
   * @param target {@code compression.type}; null for the producer's own
   * @param level the level of that type; null for its default
   */
  public record BatchCompression(@Nullable Compression target, @Nullable Integer level) {
    /** Kafka's default. */
    public static final BatchCompression DEFAULT = new BatchCompression(null, null);
  }

  /** With other values for rolling. */
  public LogConfig withRoll(Roll other) {
    return new LogConfig(
        other, retention, compaction, flush, timestamps, compression, maxMessageBytes);
  }

  /** With other values for retention. */
  public LogConfig withRetention(Retention other) {
    return new LogConfig(roll, other, compaction, flush, timestamps, compression, maxMessageBytes);
  }

  /** With other values for compaction. */
  public LogConfig withCompaction(Compaction other) {
    return new LogConfig(roll, retention, other, flush, timestamps, compression, maxMessageBytes);
  }

  /** With other values for flushing. */
  public LogConfig withFlush(Flush other) {
    return new LogConfig(
        roll, retention, compaction, other, timestamps, compression, maxMessageBytes);
  }

  /** With other values for timestamps. */
  public LogConfig withTimestamps(Timestamps other) {
    return new LogConfig(roll, retention, compaction, flush, other, compression, maxMessageBytes);
  }

  /** With another compression. */
  public LogConfig withCompression(BatchCompression other) {
    return new LogConfig(roll, retention, compaction, flush, timestamps, other, maxMessageBytes);
  }

  /** With another largest batch. */
  public LogConfig withMaxMessageBytes(int bytes) {
    return new LogConfig(roll, retention, compaction, flush, timestamps, compression, bytes);
  }
}
