package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.compress.Compression;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatchBuilder;
import io.ottla.wire.record.RecordFault;
import io.ottla.wire.record.TimestampType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A topic's rules for batches, changed while the log is in use. */
class BatchAdmissionTest {
  private static final LogConfig CONFIG = LogConfig.DEFAULT;

  private final LogHarness harness = new LogHarness(new SimDisk(), Path.of("/sim/t-0"), CONFIG);

  private AppendResult append(long timestampMs, boolean hasKey, int bytes) {
    ByteBuffer batch =
        new RecordBatchBuilder(BatchAttributes.PLAIN, 0)
            .append(
                timestampMs,
                hasKey ? LogHarness.utf8("key") : null,
                LogHarness.utf8("x".repeat(bytes)))
            .build();
    return harness.log.append(batch, 0, AppendOrigin.CLIENT);
  }

  private RecordBatch stored(long offset) {
    LogRead read = harness.log.read(offset, 1 << 20, Long.MAX_VALUE, true);
    ByteBuffer bytes = ByteBuffer.allocate(read.records().sizeInBytes());
    read.records().writeTo(bytes);
    read.records().release();
    return RecordBatch.of(bytes.flip());
  }

  @Test
  void theTopicsCompressionTakesTheProducersPlace() {
    for (Compression target : Compression.values()) {
      harness.log.updateConfig(
          CONFIG.withCompression(new LogConfig.BatchCompression(target, null)));

      AppendResult result = append(harness.clock.wallMs(), true, 500);

      assertThat(stored(result.baseOffset()).compressionId()).isEqualTo(target.id());
    }
    assertThat(harness.readAll(0)).hasSize(Compression.values().length);
  }

  @Test
  void theBrokersTimeTakesTheProducersPlace() {
    LogConfig.Timestamps rules =
        new LogConfig.Timestamps(TimestampType.LOG_APPEND_TIME, Long.MAX_VALUE, 0);
    harness.log.updateConfig(CONFIG.withTimestamps(rules));

    AppendResult result = append(harness.clock.wallMs() - 99, true, 10);

    assertThat(result.logAppendTimeMs()).isEqualTo(harness.clock.wallMs());
    assertThat(stored(0).maxTimestamp()).isEqualTo(harness.clock.wallMs());
  }

  @Test
  void timestampsBeyondTheLimitsAreRefused() {
    long nowMs = harness.clock.wallMs();
    harness.log.updateConfig(
        CONFIG.withTimestamps(
            new LogConfig.Timestamps(TimestampType.CREATE_TIME, /* before */ 100, /* after */ 50)));

    assertThat(append(nowMs - 100, true, 1).error()).isEqualTo(ErrorCode.NONE);
    assertThat(append(nowMs + 50, true, 1).error()).isEqualTo(ErrorCode.NONE);
    assertThat(append(nowMs - 101, true, 1).error()).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
    assertThat(append(nowMs + 51, true, 1).error()).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
    assertThat(harness.log.logEndOffset()).isEqualTo(2);
  }

  private AppendResult appendAll(Compression compression, long... timestampsMs) {
    RecordBatchBuilder builder =
        new RecordBatchBuilder(BatchAttributes.PLAIN.withCompression(compression), 0);
    for (long timestampMs : timestampsMs) {
      builder.append(timestampMs, null, LogHarness.utf8("a"));
    }
    return harness.log.append(builder.build(), 0, AppendOrigin.CLIENT);
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "LZ4"})
  void aRecordInTheMiddleThatIsTooOldIsFoundWhereTheTopicSetsALimit(Compression compression) {
    long nowMs = harness.clock.wallMs();
    assertThat(appendAll(compression, nowMs, nowMs - 101, nowMs).isOk()).isTrue();
    harness.log.updateConfig(
        CONFIG.withTimestamps(
            new LogConfig.Timestamps(TimestampType.CREATE_TIME, /* before */ 100, 3_600_000)));

    AppendResult refused = appendAll(compression, nowMs, nowMs - 101, nowMs, nowMs - 102);

    assertThat(refused.error()).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
    assertThat(refused.faults()).extracting(RecordFault::index).containsExactly(1, 3);
    assertThat(appendAll(compression, nowMs, nowMs - 100, nowMs).isOk()).isTrue();
  }

  @Test
  void recordsThatAreTooNewAreNamedWhereTheHeaderTellsOfOne() {
    long nowMs = harness.clock.wallMs();

    AppendResult refused = appendAll(Compression.NONE, nowMs, nowMs + 3_600_001, nowMs);

    assertThat(refused.error()).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
    assertThat(refused.faults()).extracting(RecordFault::index).containsExactly(1);
  }

  @Test
  void whatTheHeaderDoesNotTellOfANewRecordIsFoundByFullValidationOnly() {
    long nowMs = harness.clock.wallMs();
    ByteBuffer batch =
        RecordBatchBuilder.plain()
            .append(nowMs, null, LogHarness.utf8("a"))
            .append(nowMs + 3_600_001, null, LogHarness.utf8("b"))
            .build();
    RecordBatch.of(batch).assignMaxTimestampAndType(nowMs, TimestampType.CREATE_TIME);

    assertThat(BatchAdmission.admit(batch.duplicate(), CONFIG, true, nowMs).verdict().error())
        .isEqualTo(ErrorCode.INVALID_TIMESTAMP);
    assertThat(BatchAdmission.admit(batch, CONFIG, false, nowMs).verdict().isOk()).isTrue();
  }

  @Test
  void aTopicThatIsCompactedFromNowOnRefusesRecordsWithoutKeysOneByOne() {
    assertThat(append(harness.clock.wallMs(), false, 1).error()).isEqualTo(ErrorCode.NONE);
    harness.log.updateConfig(
        CONFIG.withCompaction(new LogConfig.Compaction(true, 0.5, 0, Long.MAX_VALUE, 0)));

    AppendResult refused = append(harness.clock.wallMs(), false, 1);

    assertThat(refused.error()).isEqualTo(ErrorCode.INVALID_RECORD);
    assertThat(refused.faults()).hasSize(1);
    assertThat(append(harness.clock.wallMs(), true, 1).error()).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void recordsThatWouldBeRecompressedAreLookedAt() {
    harness.log.updateConfig(
        CONFIG.withCompression(new LogConfig.BatchCompression(Compression.ZSTD, null)));
    ByteBuffer twice =
        RecordBatchBuilder.plain()
            .append(harness.clock.wallMs(), null, LogHarness.utf8("a"))
            .append(harness.clock.wallMs(), null, LogHarness.utf8("b"))
            .build();
    // The offset delta of the second record, in the zigzag form: 1 becomes 0.
    int second = twice.limit() - (twice.limit() - 61) / 2;
    assertThat(twice.get(second + 3)).isEqualTo((byte) 2);
    twice.put(second + 3, (byte) 0);
    RecordBatch.of(twice).assignMaxTimestampAndType(0, TimestampType.CREATE_TIME);
    RecordBatch.of(twice)
        .assignMaxTimestampAndType(harness.clock.wallMs(), TimestampType.CREATE_TIME);

    AppendResult refused = harness.log.append(twice, 0, AppendOrigin.CLIENT);

    assertThat(refused.error()).isEqualTo(ErrorCode.INVALID_RECORD);
  }

  @Test
  void theLargestTimestampIsThatOfTheRecordsWhereTheyAreLookedAt() {
    harness.log.updateConfig(
        CONFIG.withCompaction(new LogConfig.Compaction(true, 0.5, 0, Long.MAX_VALUE, 0)));
    ByteBuffer batch =
        RecordBatchBuilder.plain()
            .append(harness.clock.wallMs(), LogHarness.utf8("k"), LogHarness.utf8("v"))
            .build();
    RecordBatch.of(batch).assignMaxTimestampAndType(Long.MAX_VALUE, TimestampType.CREATE_TIME);

    assertThat(harness.log.append(batch, 0, AppendOrigin.CLIENT).isOk()).isTrue();

    assertThat(stored(0).maxTimestamp()).isEqualTo(harness.clock.wallMs());
  }

  @Test
  void aBatchThatIsTooLargeAsItComesIsRefusedThoughItWouldBeStoredSmaller() {
    harness.log.updateConfig(
        CONFIG
            .withMaxMessageBytes(200)
            .withCompression(new LogConfig.BatchCompression(Compression.GZIP, null)));

    assertThat(append(harness.clock.wallMs(), true, 200).error())
        .isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
    assertThat(append(harness.clock.wallMs(), true, 50).error()).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void aBatchThatIsTooLargeForTheTopicOrASegmentIsRefused() {
    harness.log.updateConfig(CONFIG.withMaxMessageBytes(200));
    assertThat(append(harness.clock.wallMs(), true, 200).error())
        .isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);

    harness.log.updateConfig(LogHarness.smallSegments(150));
    assertThat(append(harness.clock.wallMs(), true, 200).error())
        .isEqualTo(ErrorCode.RECORD_LIST_TOO_LARGE);
  }
}
