package io.ottla.compat.wire;

import static java.util.Objects.requireNonNull;

import io.ottla.wire.codec.Bytes;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.LogRecord;
import io.ottla.wire.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;
import org.jspecify.annotations.Nullable;

/** Batches written and read by Kafka's own classes, in Ottla's words. */
final class KafkaBatches {
  private KafkaBatches() {}

  static ByteBuffer write(RandomBatch batch) {
    BatchAttributes attributes = batch.attributes();
    MemoryRecordsBuilder builder =
        new MemoryRecordsBuilder(
            new ByteBufferOutputStream(1024),
            RecordBatch.CURRENT_MAGIC_VALUE,
            Compression.of(CompressionType.forId(attributes.compression().id())).build(),
            org.apache.kafka.common.record.TimestampType.forName(name(attributes.timestampType())),
            batch.baseOffset(),
            batch.records().get(0).timestamp(),
            attributes.producer().id(),
            attributes.producer().epoch(),
            attributes.producer().baseSequence(),
            attributes.transactional(),
            attributes.control(),
            attributes.leaderEpoch(),
            Integer.MAX_VALUE,
            attributes.deleteHorizonMs().orElse(RecordBatch.NO_TIMESTAMP));
    for (LogRecord record : batch.records()) {
      append(builder, record, attributes.control());
    }
    return builder.build().buffer();
  }

  private static void append(MemoryRecordsBuilder builder, LogRecord record, boolean control) {
    Header[] headers =
        record.headers().stream()
            .map(header -> new RecordHeader(header.key(), array(header.value())))
            .toArray(Header[]::new);
    var simple =
        new org.apache.kafka.common.record.internal.SimpleRecord(
            record.timestamp(), array(record.key()), array(record.value()), headers);
    if (control) {
      builder.appendControlRecordWithOffset(record.offset(), simple);
    } else {
      builder.appendWithOffset(record.offset(), simple);
    }
  }

  private static String name(TimestampType type) {
    return type == TimestampType.CREATE_TIME ? "CreateTime" : "LogAppendTime";
  }

  static BatchAttributes attributes(MutableRecordBatch batch) {
    var compression = io.ottla.wire.compress.Compression.forId(batch.compressionType().id);
    return new BatchAttributes(
        requireNonNull(compression),
        compression.defaultLevel(),
        batch.timestampType() == org.apache.kafka.common.record.TimestampType.CREATE_TIME
            ? TimestampType.CREATE_TIME
            : TimestampType.LOG_APPEND_TIME,
        batch.partitionLeaderEpoch(),
        new BatchAttributes.Producer(
            batch.producerId(), batch.producerEpoch(), batch.baseSequence()),
        batch.isTransactional(),
        batch.isControlBatch(),
        batch.deleteHorizonMs().isPresent()
            ? OptionalLong.of(batch.deleteHorizonMs().getAsLong())
            : OptionalLong.empty());
  }

  static List<LogRecord> records(RecordBatch batch) {
    List<LogRecord> records = new ArrayList<>();
    for (Record record : batch) {
      records.add(
          new LogRecord(
              record.offset(),
              record.timestamp(),
              bytes(record.key()),
              bytes(record.value()),
              Arrays.stream(record.headers())
                  .map(
                      header ->
                          new io.ottla.wire.record.RecordHeader(
                              header.key(),
                              header.value() == null ? null : Bytes.copyOf(header.value())))
                  .toList()));
    }
    return records;
  }

  private static byte @Nullable [] array(@Nullable Bytes bytes) {
    return bytes == null ? null : bytes.toByteArray();
  }

  private static @Nullable Bytes bytes(@Nullable ByteBuffer buffer) {
    return buffer == null ? null : Bytes.copyOf(buffer);
  }
}
