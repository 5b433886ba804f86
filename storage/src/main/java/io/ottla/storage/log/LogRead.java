package io.ottla.storage.log;

import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.codec.RecordsPayload;
import io.ottla.wire.protocol.ErrorCode;

/**
 * What a read found.
 *
 * @param error {@link ErrorCode#OFFSET_OUT_OF_RANGE} or {@link ErrorCode#NONE}
 * @param records whole batches, the first of which holds the offset or is the next behind it; the
 *     receiver releases them exactly once, also when they are empty
 * @param nextOffset behind the last of them; the offset asked for when there are none
 */
public record LogRead(ErrorCode error, RecordsPayload records, long nextOffset) {
  static LogRead empty(long offset) {
    return new LogRead(ErrorCode.NONE, BufferRecords.EMPTY, offset);
  }

  static LogRead outOfRange(long offset) {
    return new LogRead(ErrorCode.OFFSET_OUT_OF_RANGE, BufferRecords.EMPTY, offset);
  }
}
