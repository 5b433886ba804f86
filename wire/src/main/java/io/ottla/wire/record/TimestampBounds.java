package io.ottla.wire.record;

/**
 * How far a producer's timestamps may lie from the broker's clock, for topics with CreateTime.
 *
 * @param nowMs the broker's time in ms
 * @param beforeMaxMs {@code message.timestamp.before.max.ms}
 * @param afterMaxMs {@code message.timestamp.after.max.ms}
 */
public record TimestampBounds(long nowMs, long beforeMaxMs, long afterMaxMs) {
  /** Accepts every timestamp: the topic assigns LogAppendTime. */
  public static final TimestampBounds NONE = new TimestampBounds(0, Long.MAX_VALUE, Long.MAX_VALUE);

  /** Whether a record may have this timestamp; one without is always accepted. */
  public boolean accepts(long timestamp) {
    return timestamp == RecordBatch.NO_TIMESTAMP
        || (isWithin(nowMs, timestamp, beforeMaxMs) && isWithin(timestamp, nowMs, afterMaxMs));
  }

  /**
   * Whether a batch's header says that its records' timestamps are accepted: the first and the
   * largest one lie within, and none is too old.
   */
  public boolean acceptAllOf(RecordBatch batch) {
    return beforeMaxMs == Long.MAX_VALUE
        && accepts(batch.baseTimestamp())
        && accepts(batch.maxTimestamp());
  }

  String describe() {
    return "[" + nowMs + " - " + beforeMaxMs + ", " + nowMs + " + " + afterMaxMs + "] ms";
  }

  /** later - earlier <= distance, without overflow. */
  private static boolean isWithin(long later, long earlier, long distance) {
    return later <= earlier || (later - earlier >= 0 && later - earlier <= distance);
  }
}
