package io.ottla.wire.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.codec.Bytes;
import io.ottla.wire.codec.MalformedRequestException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

final class RecordBatchProperties {
  private static final UnpackLimit SMALL = new UnpackLimit(1 << 16, 1 << 20);

  @Provide
  Arbitrary<BatchAttributes> attributes() {
    return Batches.attributes();
  }

  @Provide
  Arbitrary<List<LogRecord>> records() {
    return Batches.records();
  }

  @Property
  void theHeaderSaysWhatWasBuilt(
      @ForAll("attributes") BatchAttributes attributes,
      @ForAll("records") List<LogRecord> records) {
    RecordBatch batch = RecordBatch.of(Batches.build(attributes, records));

    assertThat(batch.magic()).isEqualTo((byte) 2);
    assertThat(batch.isCrcValid()).isTrue();
    assertThat(batch.sizeInBytes()).isEqualTo(batch.buffer().limit());
    assertThat(batch.compression()).isEqualTo(attributes.compression());
    assertThat(batch.recordCount()).isEqualTo(records.size());
    assertThat(batch.baseOffset()).isEqualTo(records.get(0).offset());
    assertThat(batch.lastOffset()).isEqualTo(records.get(records.size() - 1).offset());
    assertThat(batch.maxTimestamp())
        .isEqualTo(records.stream().mapToLong(LogRecord::timestamp).max().orElseThrow());
    assertThat(BatchAttributes.of(batch)).isEqualTo(attributes);
  }

  @Property
  void recordsComeOutAsTheyWentIn(
      @ForAll("attributes") BatchAttributes attributes,
      @ForAll("records") List<LogRecord> records,
      @ForAll boolean direct) {
    ByteBuffer built = Batches.build(attributes, records);
    RecordBatch batch = RecordBatch.of(direct ? Batches.direct(built) : built);

    List<LogRecord> read = RecordCursor.readAll(batch);

    if (attributes.timestampType() == TimestampType.CREATE_TIME) {
      assertThat(read).isEqualTo(records);
    } else {
      assertThat(read).extracting(LogRecord::timestamp).containsOnly(batch.maxTimestamp());
      assertThat(read).extracting(LogRecord::value).isEqualTo(values(records));
    }
  }

  private static List<?> values(List<LogRecord> records) {
    return records.stream().map(LogRecord::value).toList();
  }

  @Property
  void aCursorCopiesRecordsIntoAnEqualBatch(
      @ForAll("attributes") BatchAttributes attributes,
      @ForAll("records") List<LogRecord> records) {
    RecordBatch batch = RecordBatch.of(Batches.build(attributes, records));
    RecordBatchBuilder copy = new RecordBatchBuilder(attributes, batch.baseOffset());

    try (RecordCursor cursor = RecordCursor.open(batch)) {
      while (cursor.next()) {
        copy.append(cursor);
      }
      cursor.expectEnd();
    }

    assertThat(RecordCursor.readAll(RecordBatch.of(copy.build())))
        .isEqualTo(RecordCursor.readAll(batch));
  }

  @Property
  void assigningAPlaceKeepsTheChecksum(
      @ForAll("records") List<LogRecord> records, @ForAll long offset, @ForAll int epoch) {
    RecordBatch batch = RecordBatch.of(Batches.build(BatchAttributes.PLAIN, records));

    batch.assign(offset, epoch);

    assertThat(batch.baseOffset()).isEqualTo(offset);
    assertThat(batch.partitionLeaderEpoch()).isEqualTo(epoch);
    assertThat(batch.isCrcValid()).isTrue();
  }

  @Property
  void assigningTheAppendTimeRenewsTheChecksum(
      @ForAll("attributes") BatchAttributes attributes,
      @ForAll("records") List<LogRecord> records,
      @ForAll long nowMs) {
    RecordBatch batch = RecordBatch.of(Batches.build(attributes, records));

    batch.assignMaxTimestampAndType(nowMs, TimestampType.LOG_APPEND_TIME);

    assertThat(batch.isCrcValid()).isTrue();
    assertThat(batch.maxTimestamp()).isEqualTo(nowMs);
    assertThat(batch.compression()).isEqualTo(attributes.compression());
    assertThat(RecordCursor.readAll(batch)).extracting(LogRecord::timestamp).containsOnly(nowMs);
  }

  @Property
  void aFlippedBitUnderTheChecksumIsNoticed(
      @ForAll("attributes") BatchAttributes attributes,
      @ForAll("records") List<LogRecord> records,
      @ForAll @IntRange(max = 1_000_000) int place) {
    ByteBuffer built = Batches.build(attributes, records);
    int bit = BatchLayout.CRC * 8 + place % ((built.limit() - BatchLayout.CRC) * 8);

    flip(built, bit);

    assertThat(RecordBatch.of(built).isCrcValid()).isFalse();
  }

  @Property
  void damagedBatchesAreRefusedOrReadAndNothingElse(
      @ForAll("attributes") BatchAttributes attributes,
      @ForAll("records") List<LogRecord> records,
      @ForAll List<@IntRange(max = 1_000_000) Integer> places) {
    ByteBuffer built = Batches.build(attributes, records);
    places.forEach(place -> flip(built, place % (built.limit() * 8)));

    assertThat(BatchCheck.check(built, 13, 1 << 20)).isNotNull();
    RecordBatches batches = new RecordBatches(built);
    while (batches.next()) {
      walk(batches.batch());
      assertThat(FullCheck.check(batches.batch(), true, TimestampBounds.NONE, SMALL)).isNotNull();
    }
  }

  @Property
  void truncatedRecordsDoNotPassForWhole(
      @ForAll("attributes") BatchAttributes attributes,
      @ForAll("records") List<LogRecord> records,
      @ForAll @IntRange(min = 1, max = 1_000_000) int missing) {
    ByteBuffer built = Batches.build(attributes, records);
    int size = built.limit() - 1 - missing % (built.limit() - BatchLayout.HEADER_SIZE);
    built.putInt(BatchLayout.BATCH_LENGTH, size - BatchLayout.LOG_OVERHEAD).limit(size);

    walk(RecordBatch.of(built));

    assertThat(RecordBatch.of(built).isCrcValid()).isFalse();
  }

  @Property
  void everySequenceFollowsInTheRing(@ForAll @IntRange int sequence, @ForAll @IntRange int count) {
    long sum = (long) sequence + count;

    assertThat((long) Sequences.add(sequence, count)).isEqualTo(sum % (Integer.MAX_VALUE + 1L));
  }

  @Property
  void timestampBoundsHoldWithoutOverflow(
      @ForAll long nowMs,
      @ForAll long timestamp,
      @ForAll("distances") long before,
      @ForAll("distances") long after) {
    var now = BigInteger.valueOf(nowMs);
    var time = BigInteger.valueOf(timestamp);
    boolean expected =
        timestamp == RecordBatch.NO_TIMESTAMP
            || (now.subtract(time).compareTo(BigInteger.valueOf(before)) <= 0
                && time.subtract(now).compareTo(BigInteger.valueOf(after)) <= 0);

    assertThat(new TimestampBounds(nowMs, before, after).accepts(timestamp)).isEqualTo(expected);
  }

  @Provide
  Arbitrary<Long> distances() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE - 1);
  }

  private static void flip(ByteBuffer buffer, int bit) {
    buffer.put(bit / 8, (byte) (buffer.get(bit / 8) ^ (1 << (bit % 8))));
  }

  private static void walk(RecordBatch batch) {
    try (RecordCursor cursor = RecordCursor.open(batch, SMALL)) {
      while (cursor.next()) {
        Bytes ignored = cursor.record().value();
        assertThat(ignored == null || ignored.size() <= SMALL.recordBytes()).isTrue();
      }
    } catch (MalformedRequestException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }
}
