package io.ottla.wire.record;

import io.ottla.wire.protocol.ErrorCode;

/**
 * What a check says of a batch.
 *
 * @param error {@link ErrorCode#NONE} if the batch passes
 * @param sentence what is wrong, for the producer's log; empty if nothing is
 */
public record Verdict(ErrorCode error, String sentence) {
  /** The batch passes. */
  public static final Verdict OK = new Verdict(ErrorCode.NONE, "");

  /** Whether the batch passes. */
  public boolean isOk() {
    return error == ErrorCode.NONE;
  }

  static Verdict invalidRecord(String sentence) {
    return new Verdict(ErrorCode.INVALID_RECORD, sentence);
  }

  static Verdict corrupt(String sentence) {
    return new Verdict(ErrorCode.CORRUPT_MESSAGE, sentence);
  }
}
