package io.ottla.storage.segment;

import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.codec.RecordsPayload;

/**
 * Batches read from a segment.
 *
 * @param records leased; released by whoever received them
 * @param nextOffset behind the last of them
 */
public record SegmentRead(RecordsPayload records, long nextOffset) {
  static final SegmentRead NOTHING = new SegmentRead(BufferRecords.EMPTY, -1);
}
