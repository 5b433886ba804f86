package io.ottla.wire.record;

import io.ottla.wire.codec.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as a value of its own, independent of the batch it came from.
 *
 * @param timestamp in ms, or {@link RecordBatch#NO_TIMESTAMP}
 */
public record LogRecord(
    long offset,
    long timestamp,
    @Nullable Bytes key,
    @Nullable Bytes value,
    List<RecordHeader> headers) {
  /** Copies the headers. */
  public LogRecord {
    headers = List.copyOf(headers);
  }
}
