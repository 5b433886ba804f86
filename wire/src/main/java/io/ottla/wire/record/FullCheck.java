package io.ottla.wire.record;

import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules that need a look at every record of a batch, which {@link BatchCheck} has passed: for
 * compacted topics, for batches that are recompressed or whose header does not tell whether all
 * timestamps are accepted, and for {@code ottla.produce.validate=full}. Pure functions.
 *
 * <p>Checked are: records can be read and are as many as counted, offset deltas are 0, 1, 2 …, keys
 * are there where the topic is compacted, timestamps lie within their bounds.
 */
public final class FullCheck {
  /** How many bad records are named; the first is enough to refuse the batch. */
  static final int MAX_FAULTS = 100;

  private FullCheck() {}

  /**
   * What a full check found.
   *
   * @param faults the bad records in their order, at most {@value FullCheck#MAX_FAULTS}
   * @param maxTimestamp the largest timestamp in ms of the records; without meaning if the batch
   *     does not pass
   */
  public record Result(Verdict verdict, List<RecordFault> faults, long maxTimestamp) {
    /** Copies the faults. */
    public Result {
      faults = List.copyOf(faults);
    }
  }

  /** Checks all records. */
  public static Result check(
      RecordBatch batch, boolean keyRequired, TimestampBounds bounds, UnpackLimit limit) {
    try (RecordCursor cursor = RecordCursor.open(batch, limit)) {
      return walk(cursor, keyRequired, bounds);
    } catch (MalformedRequestException e) {
      return new Result(
          Verdict.invalidRecord("the records cannot be read: " + e.getMessage()), List.of(), 0);
    }
  }

  private static Result walk(RecordCursor cursor, boolean keyRequired, TimestampBounds bounds) {
    List<RecordFault> faults = new ArrayList<>();
    ErrorCode error = ErrorCode.NONE;
    long maxTimestamp = RecordBatch.NO_TIMESTAMP;
    while (cursor.next()) {
      cursor.headers();
      maxTimestamp = Math.max(maxTimestamp, cursor.timestamp());
      Verdict verdict = checkRecord(cursor, keyRequired, bounds);
      if (!verdict.isOk() && faults.size() < MAX_FAULTS) {
        faults.add(new RecordFault(cursor.index(), verdict.sentence()));
      }
      error = worse(error, verdict.error());
    }
    cursor.expectEnd();
    Verdict verdict =
        faults.isEmpty()
            ? Verdict.OK
            : new Verdict(error, "one or more records of the batch are not acceptable");
    return new Result(verdict, faults, maxTimestamp);
  }

  // As with Apache Kafka, one bad timestamp among other faults gives the whole batch its error.
  private static ErrorCode worse(ErrorCode known, ErrorCode found) {
    return known == ErrorCode.INVALID_TIMESTAMP || found == ErrorCode.NONE ? known : found;
  }

  private static Verdict checkRecord(
      RecordCursor cursor, boolean keyRequired, TimestampBounds bounds) {
    if (cursor.offsetDelta() != cursor.index()) {
      return Verdict.invalidRecord("the record's offset delta is " + cursor.offsetDelta());
    }
    if (keyRequired && !cursor.hasKey()) {
      return Verdict.invalidRecord("a compacted topic takes no record without a key");
    }
    if (!bounds.accepts(cursor.timestamp())) {
      return new Verdict(
          ErrorCode.INVALID_TIMESTAMP,
          "the timestamp " + cursor.timestamp() + " lies outside " + bounds.describe());
    }
    return Verdict.OK;
  }
}
