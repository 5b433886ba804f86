package io.ottla.wire.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.compress.Compression;
import io.ottla.wire.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FullCheckTest {
  private static final TimestampBounds ANY = TimestampBounds.NONE;

  private final RecordBatchBuilder builder = RecordBatchBuilder.plain();

  @Test
  void goodRecordsPassAndTellTheLargestTimestamp() {
    builder.append(5, Batches.utf8("k"), null).append(9, Batches.utf8("l"), null);
    ByteBuffer batch = builder.append(7, Batches.utf8("m"), null).build();

    FullCheck.Result result = check(batch, true, ANY);

    assertThat(result.verdict()).isEqualTo(Verdict.OK);
    assertThat(result.maxTimestamp()).isEqualTo(9);
  }

  @Test
  void recordsWithoutAKeyAreNamedByTheirIndex() {
    builder.append(5, null, null).append(5, Batches.utf8("k"), null).append(5, null, null);

    FullCheck.Result result = check(builder.build(), true, ANY);

    assertThat(result.verdict().error()).isEqualTo(ErrorCode.INVALID_RECORD);
    assertThat(result.faults()).extracting(RecordFault::index).containsExactly(0, 2);
  }

  @Test
  void keysAreNotRequiredEverywhere() {
    builder.append(5, null, null);

    assertThat(check(builder.build(), false, ANY).verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void gapsBetweenOffsetsAreInvalid() {
    builder.append(new LogRecord(0, 0, null, null, List.of()));
    builder.append(new LogRecord(2, 0, null, null, List.of()));

    FullCheck.Result result = check(builder.build(), false, ANY);

    assertThat(result.verdict().error()).isEqualTo(ErrorCode.INVALID_RECORD);
    assertThat(result.faults()).extracting(RecordFault::index).containsExactly(1);
  }

  @Test
  void timestampsOutOfBoundsAreNamedAndTheBoundsIncludeThemselves() {
    TimestampBounds bounds = new TimestampBounds(1_000, 100, 10);
    builder.append(900, null, null).append(1_010, null, null).append(899, null, null);
    builder.append(1_011, null, null).append(RecordBatch.NO_TIMESTAMP, null, null);

    FullCheck.Result result = check(builder.build(), false, bounds);

    assertThat(result.verdict().error()).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
    assertThat(result.faults()).extracting(RecordFault::index).containsExactly(2, 3);
  }

  @Test
  void aCountThatDoesNotHoldIsInvalid() {
    ByteBuffer batch = builder.append(5, null, null).append(5, null, null).build();

    assertThat(check(batch.putInt(BatchLayout.RECORD_COUNT, 1), false, ANY).verdict().error())
        .isEqualTo(ErrorCode.INVALID_RECORD);
    assertThat(check(batch.putInt(BatchLayout.RECORD_COUNT, 3), false, ANY).verdict().error())
        .isEqualTo(ErrorCode.INVALID_RECORD);
  }

  @Test
  void recordsThatAreNotCompressedAsStatedAreInvalid() {
    ByteBuffer batch = builder.append(5, null, null).build();

    for (int id = 1; id <= 7; id++) {
      batch.putShort(BatchLayout.ATTRIBUTES, (short) id);
      assertThat(check(batch, false, ANY).verdict().error()).isEqualTo(ErrorCode.INVALID_RECORD);
    }
  }

  @Test
  void noMoreFaultsAreNamedThanTheLimit() {
    for (int i = 0; i <= FullCheck.MAX_FAULTS; i++) {
      builder.append(5, null, null);
    }

    assertThat(check(builder.build(), true, ANY).faults()).hasSize(FullCheck.MAX_FAULTS);
  }

  @Test
  void aBadTimestampAmongOtherFaultsGivesTheBatchItsError() {
    TimestampBounds bounds = new TimestampBounds(1_000, 100, 10);
    for (int i = 0; i <= FullCheck.MAX_FAULTS; i++) {
      builder.append(1_000, null, null);
    }
    builder.append(899, Batches.utf8("k"), null).append(1_000, null, null);

    FullCheck.Result result = check(builder.build(), true, bounds);

    assertThat(result.verdict().error()).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
    assertThat(result.faults()).hasSize(FullCheck.MAX_FAULTS);
  }

  @Test
  void aHeaderTellsThatNoRecordIsTooNewButNotThatNoneIsTooOld() {
    RecordBatch batch =
        RecordBatch.of(builder.append(900, null, null).append(1_010, null, null).build());

    assertThat(new TimestampBounds(1_000, Long.MAX_VALUE, 10).acceptAllOf(batch)).isTrue();
    assertThat(new TimestampBounds(1_000, Long.MAX_VALUE, 9).acceptAllOf(batch)).isFalse();
    assertThat(new TimestampBounds(800, Long.MAX_VALUE, 99).acceptAllOf(batch)).isFalse();
    assertThat(new TimestampBounds(1_000, 1_000, 10).acceptAllOf(batch)).isFalse();
  }

  @Test
  void compressedRecordsAreCheckedToo() {
    ByteBuffer batch =
        Batches.ofValues(BatchAttributes.PLAIN.withCompression(Compression.LZ4), "a", "b");

    assertThat(check(batch, true, ANY).faults()).hasSize(2);
  }

  private static FullCheck.Result check(
      ByteBuffer batch, boolean keyRequired, TimestampBounds bounds) {
    return FullCheck.check(RecordBatch.of(batch), keyRequired, bounds, UnpackLimit.DEFAULT);
  }
}
