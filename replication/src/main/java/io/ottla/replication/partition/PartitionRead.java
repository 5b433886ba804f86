package io.ottla.replication.partition;

import io.ottla.storage.index.AbortedTransaction;
import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.codec.RecordsPayload;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;

/**
 * What a reader of a partition is answered. The bounds are told with every read, whether or not it
 * found records.
 *
 * @param records leased; the receiver releases them exactly once
 * @param aborted the aborted transactions within the records; empty unless committed only was asked
 */
public record PartitionRead(
    ErrorCode error,
    RecordsPayload records,
    long highWatermark,
    long lastStableOffset,
    long logStartOffset,
    List<AbortedTransaction> aborted) {
  /** Copies the list. */
  public PartitionRead {
    aborted = List.copyOf(aborted);
  }

  /** An error without bounds. */
  public static PartitionRead failed(ErrorCode error) {
    return new PartitionRead(error, BufferRecords.EMPTY, -1, -1, -1, List.of());
  }
}
