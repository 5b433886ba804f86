package io.ottla.wire.record;

/** What a record's timestamp means. */
public enum TimestampType {
  /** The producer's time for each record. */
  CREATE_TIME,
  /** The broker's time of the append, one for the whole batch: its max timestamp. */
  LOG_APPEND_TIME
}
