package io.ottla.storage.producer;

import io.ottla.wire.protocol.ErrorCode;

/**
 * What becomes of a producer's batch.
 *
 * @param error {@link ErrorCode#NONE} when it is appended or was appended before
 * @param sentence what is wrong; empty when nothing is
 * @param duplicateBaseOffset the first offset of the same batch, appended before; -1 when it is new
 * @param duplicateLastOffset its last offset; -1
 * @param duplicateTimestampMs its largest timestamp; -1
 */
public record ProducerDecision(
    ErrorCode error,
    String sentence,
    long duplicateBaseOffset,
    long duplicateLastOffset,
    long duplicateTimestampMs) {
  /** The batch is new and is appended. */
  public static final ProducerDecision ACCEPT =
      new ProducerDecision(ErrorCode.NONE, "", -1, -1, -1);

  static ProducerDecision refuse(ErrorCode error, String sentence) {
    return new ProducerDecision(error, sentence, -1, -1, -1);
  }

  /** Whether the batch is new and is appended. */
  public boolean isAccepted() {
    return error == ErrorCode.NONE && !isDuplicate();
  }

  /** Whether the batch lies in the log already. */
  public boolean isDuplicate() {
    return duplicateBaseOffset >= 0;
  }
}
