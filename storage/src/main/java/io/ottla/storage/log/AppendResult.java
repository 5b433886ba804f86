package io.ottla.storage.log;

import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.RecordFault;
import io.ottla.wire.record.Verdict;
import java.util.List;

/**
 * What became of an append.
 *
 * @param error {@link ErrorCode#NONE} when the batches are in the log, now or from before
 * @param sentence what is wrong; empty when nothing is
 * @param baseOffset of the first batch; -1 on error
 * @param lastOffset of the last batch; -1 on error
 * @param logAppendTimeMs the time given to the records; -1 when they keep the producer's
 * @param logStartOffset of the log
 * @param isDuplicate whether the batch was in the log before and nothing was appended
 * @param faults the records that were refused, for the response's record errors
 */
public record AppendResult(
    ErrorCode error,
    String sentence,
    long baseOffset,
    long lastOffset,
    long logAppendTimeMs,
    long logStartOffset,
    boolean isDuplicate,
    List<RecordFault> faults) {
  /** Copies the faults. */
  public AppendResult {
    faults = List.copyOf(faults);
  }

  /** Whether the batches are in the log. */
  public boolean isOk() {
    return error == ErrorCode.NONE;
  }

  static AppendResult appended(
      long baseOffset, long lastOffset, long logAppendTimeMs, long logStartOffset) {
    return new AppendResult(
        ErrorCode.NONE,
        "",
        baseOffset,
        lastOffset,
        logAppendTimeMs,
        logStartOffset,
        false,
        List.of());
  }

  static AppendResult duplicate(
      long baseOffset, long lastOffset, long logAppendTimeMs, long logStartOffset) {
    return new AppendResult(
        ErrorCode.NONE,
        "",
        baseOffset,
        lastOffset,
        logAppendTimeMs,
        logStartOffset,
        true,
        List.of());
  }

  static AppendResult refused(ErrorCode error, String sentence, long logStartOffset) {
    return new AppendResult(error, sentence, -1, -1, -1, logStartOffset, false, List.of());
  }

  static AppendResult refused(Verdict verdict, List<RecordFault> faults, long logStartOffset) {
    return new AppendResult(
        verdict.error(), verdict.sentence(), -1, -1, -1, logStartOffset, false, faults);
  }
}
