package io.ottla.wire.record;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.compress.Compression;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordCursorTest {
  @Test
  void keysAndSizesAreThereWithoutReadingTheRest() {
    ByteBuffer batch = RecordBatchBuilder.plain().append(5, Batches.utf8("key"), null).build();
    int headerCount = batch.limit() - 1;
    batch.put(headerCount, (byte) 0x7f);

    try (RecordCursor cursor = RecordCursor.open(RecordBatch.of(batch))) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.key()).isEqualTo(Batches.utf8("key"));
      assertThat(cursor.hasValue()).isFalse();
      assertThat(cursor.valueSize()).isEqualTo(-1);
      assertThat(cursor.sizeInBytes()).isEqualTo(9);
      assertThatThrownBy(cursor::headers).isInstanceOf(MalformedRequestException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ffffffff7f", // a length that does not end
        "01", // length -1
        "02", // length 1 with nothing behind it
        "0200", // a record that ends behind its attributes
        "0a00000003", // key length -2
        "0c000000010300", // value length -2
        "0c000000010102", // a header announced that is not there
        "0e00000001010000", // a byte behind the headers
        "0c0000007e0100", // a key longer than the record
        "1800ffffffffffffffffffff7f" // a timestamp delta of more than ten bytes
      })
  void damagedRecordsAreMalformed(String hex) {
    byte[] records = HexFormat.of().parseHex(hex);

    assertThatThrownBy(() -> RecordCursor.readAll(batchOf(records)))
        .isInstanceOf(MalformedRequestException.class);
  }

  @Test
  void theLongestVarintsAreRead() {
    LogRecord last = new LogRecord(Integer.MAX_VALUE, Long.MIN_VALUE + 1, null, null, List.of());
    ByteBuffer batch =
        new RecordBatchBuilder(BatchAttributes.PLAIN, 0)
            .append(new LogRecord(0, 0, null, null, List.of()))
            .append(last)
            .build();

    assertThat(RecordCursor.readAll(RecordBatch.of(batch)).get(1)).isEqualTo(last);
  }

  @Test
  void aCopyOfARecordIsTheSameThoughItsKeysLengthTakesMoreBytesThanItNeeds() {
    // length, attributes, timestamp and offset deltas, key length 1 in two bytes, key, value,
    // headers
    byte[] record = {18, 0, 0, 0, (byte) 0x82, 0, 'k', 2, 'v', 0};
    ByteBuffer batch = ByteBuffer.allocate(BatchLayout.HEADER_SIZE + record.length);
    ByteBuffer like = Batches.ofValues(BatchAttributes.PLAIN, "x");
    batch.put(like.slice(0, BatchLayout.HEADER_SIZE)).put(record).flip();
    batch.putInt(BatchLayout.BATCH_LENGTH, batch.limit() - BatchLayout.LOG_OVERHEAD);
    RecordBatchBuilder copy = RecordBatchBuilder.plain();

    try (RecordCursor cursor = RecordCursor.open(RecordBatch.of(batch))) {
      assertThat(cursor.next()).isTrue();
      copy.append(cursor);
    }

    assertThat(RecordCursor.readAll(RecordBatch.of(copy.build())))
        .isEqualTo(RecordCursor.readAll(RecordBatch.of(batch)));
  }

  @Test
  void bytesBehindTheLastRecordAreNoticed() {
    ByteBuffer batch = Batches.ofValues(BatchAttributes.PLAIN, "a", "b");
    batch.putInt(BatchLayout.RECORD_COUNT, 1);

    try (RecordCursor cursor = RecordCursor.open(RecordBatch.of(batch))) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.next()).isFalse();
      assertThatThrownBy(cursor::expectEnd).isInstanceOf(MalformedRequestException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void recordsLargerThanTheWindowAreRead(Compression compression) {
    String large = "x".repeat(60_000);
    ByteBuffer batch =
        Batches.ofValues(
            BatchAttributes.PLAIN.withCompression(compression), "a", large, "b", large);

    assertThat(RecordCursor.readAll(RecordBatch.of(batch)))
        .extracting(record -> requireNonNull(record.value()).size())
        .containsExactly(1, 60_000, 1, 60_000);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void aRecordMayHaveTheLimitAndNoByteMore(Compression compression) {
    ByteBuffer batch =
        Batches.ofValues(BatchAttributes.PLAIN.withCompression(compression), "x".repeat(50_000));
    RecordBatch view = RecordBatch.of(batch);
    int size = 50_000 + 8;

    assertThat(count(view, new UnpackLimit(size, 1 << 20))).isEqualTo(1);
    assertThatThrownBy(() -> count(view, new UnpackLimit(size - 1, 1 << 20)))
        .isInstanceOf(MalformedRequestException.class);
  }

  @ParameterizedTest
  @EnumSource(value = Compression.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aBatchThatUnpacksWithoutEndIsStopped(Compression compression) {
    String[] values = new String[20];
    Arrays.fill(values, "x".repeat(60_000));
    RecordBatch batch =
        RecordBatch.of(
            Batches.ofValues(BatchAttributes.PLAIN.withCompression(compression), values));

    assertThatThrownBy(() -> count(batch, new UnpackLimit(200_000, 1_000_000)))
        .isInstanceOf(MalformedRequestException.class)
        .hasMessageContaining("more than 1000000 bytes");
  }

  @Test
  void aBatchWhoseRecordsAreAllGoneKeepsItsHeader() {
    ByteBuffer empty =
        new RecordBatchBuilder(BatchAttributes.PLAIN.withCompression(Compression.ZSTD), 40)
            .lastOffset(49)
            .maxTimestamp(77)
            .build();
    RecordBatch batch = RecordBatch.of(empty);

    assertThat(batch.sizeInBytes()).isEqualTo(BatchLayout.HEADER_SIZE);
    assertThat(batch.lastOffset()).isEqualTo(49);
    assertThat(batch.maxTimestamp()).isEqualTo(77);
    assertThat(batch.recordCount()).isZero();
    assertThat(batch.isCrcValid()).isTrue();
    assertThat(RecordCursor.readAll(batch)).isEmpty();
  }

  private static int count(RecordBatch batch, UnpackLimit limit) {
    int count = 0;
    try (RecordCursor cursor = RecordCursor.open(batch, limit)) {
      while (cursor.next()) {
        count++;
      }
    }
    return count;
  }

  private static RecordBatch batchOf(byte[] records) {
    ByteBuffer batch = ByteBuffer.allocate(BatchLayout.HEADER_SIZE + records.length);
    batch
        .put(BatchLayout.HEADER_SIZE, records)
        .put(BatchLayout.MAGIC, BatchLayout.CURRENT_MAGIC)
        .putInt(BatchLayout.BATCH_LENGTH, batch.limit() - BatchLayout.LOG_OVERHEAD)
        .putInt(BatchLayout.RECORD_COUNT, 1);
    return RecordBatch.of(batch);
  }
}
