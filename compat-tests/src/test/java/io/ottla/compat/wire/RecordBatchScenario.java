package io.ottla.compat.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.codec.Bytes;
import io.ottla.wire.compress.Compression;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.BatchCheck;
import io.ottla.wire.record.ControlBatches;
import io.ottla.wire.record.FullCheck;
import io.ottla.wire.record.LogRecord;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatchBuilder;
import io.ottla.wire.record.RecordBatches;
import io.ottla.wire.record.RecordCursor;
import io.ottla.wire.record.TimestampBounds;
import io.ottla.wire.record.TimestampType;
import io.ottla.wire.record.UnpackLimit;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RecordBatchScenario {
  private static final long SEED = 1883;
  private static final int BATCHES = 200;

  @ParameterizedTest
  @EnumSource(Compression.class)
  void whatKafkaWritesIsReadAlike(Compression compression) {
    Random random = new Random(SEED);
    for (int i = 0; i < BATCHES; i++) {
      RandomBatch drawn = RandomBatch.draw(compression, random);
      ByteBuffer written = KafkaBatches.write(drawn);
      MutableRecordBatch theirs =
          MemoryRecords.readableRecords(written).batches().iterator().next();
      RecordBatches batches = new RecordBatches(written);

      assertThat(batches.next()).isTrue();
      RecordBatch ours = batches.batch();
      assertSameHeader(ours, theirs);
      assertThat(RecordCursor.readAll(ours)).isEqualTo(drawn.records());
      assertThat(BatchAttributes.of(ours)).isEqualTo(drawn.attributes());
      assertThat(batches.next()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void whatOttlaWritesKafkaReadsAlike(Compression compression) {
    Random random = new Random(SEED);
    for (int i = 0; i < BATCHES; i++) {
      RandomBatch drawn = RandomBatch.draw(compression, random);
      ByteBuffer written = write(drawn);
      MutableRecordBatch theirs =
          MemoryRecords.readableRecords(written).batches().iterator().next();

      theirs.ensureValid();
      assertSameHeader(RecordBatch.of(written), theirs);
      assertThat(KafkaBatches.attributes(theirs)).isEqualTo(drawn.attributes());
      assertThat(KafkaBatches.records(theirs)).isEqualTo(drawn.records());
    }
  }

  @Test
  void uncompressedBatchesAreTheSameBytes() {
    Random random = new Random(SEED);
    for (int i = 0; i < BATCHES; i++) {
      RandomBatch drawn = RandomBatch.draw(Compression.NONE, random);

      assertThat(Bytes.copyOf(write(drawn))).isEqualTo(Bytes.copyOf(KafkaBatches.write(drawn)));
    }
  }

  @Test
  void transactionMarkersAreTheSameBytes() {
    for (boolean commit : new boolean[] {true, false}) {
      EndTransactionMarker marker =
          new EndTransactionMarker(commit ? ControlRecordType.COMMIT : ControlRecordType.ABORT, 77);
      ByteBuffer theirs =
          MemoryRecords.withEndTransactionMarker(5L, 9L, (short) 3, marker).buffer();

      assertThat(ControlBatches.endTransaction(9, (short) 3, commit, 77, 5)).isEqualTo(theirs);
    }
  }

  @Test
  void assignedOffsetsEpochsAndTimesAreWhatKafkaAssigns() {
    Random random = new Random(SEED);
    for (int i = 0; i < BATCHES; i++) {
      ByteBuffer written = write(RandomBatch.draw(Compression.LZ4, random));
      ByteBuffer copy = ByteBuffer.allocate(written.remaining()).put(written.duplicate()).flip();
      RecordBatch ours = RecordBatch.of(written);
      MutableRecordBatch theirs = MemoryRecords.readableRecords(copy).batches().iterator().next();
      long baseOffset = random.nextLong() >>> 2;

      ours.assign(baseOffset, i);
      ours.assignMaxTimestampAndType(i, TimestampType.LOG_APPEND_TIME);
      theirs.setLastOffset(baseOffset + ours.lastOffsetDelta());
      theirs.setPartitionLeaderEpoch(i);
      theirs.setMaxTimestamp(org.apache.kafka.common.record.TimestampType.LOG_APPEND_TIME, i);

      assertThat(Bytes.copyOf(written)).isEqualTo(Bytes.copyOf(copy));
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void whatAProducerSendsPassesTheChecks(Compression compression) {
    var codec =
        org.apache.kafka.common.compress.Compression.of(compression.name().toLowerCase(Locale.ROOT))
            .build();
    ByteBuffer sent =
        MemoryRecords.withTransactionalRecords(
                codec,
                9L,
                (short) 0,
                4,
                new SimpleRecord(10, new byte[] {1}, new byte[1_000]),
                new SimpleRecord(11, new byte[] {2}, null))
            .buffer();

    assertThat(BatchCheck.check(sent, 13, 1 << 20).error()).isEqualTo(ErrorCode.NONE);
    FullCheck.Result full =
        FullCheck.check(RecordBatch.of(sent), true, TimestampBounds.NONE, UnpackLimit.DEFAULT);
    assertThat(full.verdict().error()).isEqualTo(ErrorCode.NONE);
    assertThat(full.maxTimestamp()).isEqualTo(11);
  }

  private static ByteBuffer write(RandomBatch drawn) {
    RecordBatchBuilder builder = new RecordBatchBuilder(drawn.attributes(), drawn.baseOffset());
    for (LogRecord record : drawn.records()) {
      builder.append(record);
    }
    return builder.build();
  }

  private static void assertSameHeader(RecordBatch ours, MutableRecordBatch theirs) {
    assertThat(ours.isCrcValid()).isTrue();
    assertThat(ours.crc()).isEqualTo(theirs.checksum());
    assertThat(ours.sizeInBytes()).isEqualTo(theirs.sizeInBytes());
    assertThat(ours.magic()).isEqualTo(theirs.magic());
    assertThat(ours.baseOffset()).isEqualTo(theirs.baseOffset());
    assertThat(ours.lastOffset()).isEqualTo(theirs.lastOffset());
    assertThat(ours.nextOffset()).isEqualTo(theirs.nextOffset());
    assertThat(ours.maxTimestamp()).isEqualTo(theirs.maxTimestamp());
    assertThat(ours.lastSequence()).isEqualTo(theirs.lastSequence());
    assertThat(ours.hasProducerId()).isEqualTo(theirs.hasProducerId());
    assertThat(ours.recordCount()).isEqualTo(theirs.countOrNull());
  }
}
