package io.ottla.wire.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ottla.wire.codec.Bytes;
import io.ottla.wire.compress.Compression;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Batches and records to test with. */
final class Batches {
  private Batches() {}

  static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  static ByteBuffer ofValues(BatchAttributes attributes, String... values) {
    RecordBatchBuilder builder = new RecordBatchBuilder(attributes, 0);
    for (String value : values) {
      builder.append(1_000, null, utf8(value));
    }
    return builder.build();
  }

  static ByteBuffer build(BatchAttributes attributes, List<LogRecord> records) {
    RecordBatchBuilder builder =
        new RecordBatchBuilder(attributes, records.isEmpty() ? 0 : records.get(0).offset());
    records.forEach(builder::append);
    return builder.build();
  }

  static ByteBuffer direct(ByteBuffer heap) {
    return ByteBuffer.allocateDirect(heap.remaining()).put(heap.duplicate()).flip();
  }

  static Arbitrary<BatchAttributes> attributes() {
    return Combinators.combine(
            Arbitraries.of(Compression.values()),
            Arbitraries.of(TimestampType.values()),
            Arbitraries.integers(),
            producers(),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.longs().greaterOrEqual(0).injectNull(0.7))
        .as(
            (compression, type, epoch, producer, transactional, control, horizon) ->
                new BatchAttributes(
                    compression,
                    compression.defaultLevel(),
                    type,
                    epoch,
                    producer,
                    transactional,
                    control,
                    horizon == null ? OptionalLong.empty() : OptionalLong.of(horizon)));
  }

  private static Arbitrary<BatchAttributes.Producer> producers() {
    return Combinators.combine(
            Arbitraries.longs().greaterOrEqual(0),
            Arbitraries.shorts().greaterOrEqual((short) 0),
            Arbitraries.integers().greaterOrEqual(0))
        .as(BatchAttributes.Producer::new)
        .injectNull(0.3)
        .map(producer -> producer == null ? BatchAttributes.Producer.NONE : producer);
  }

  /** Records with growing offsets, gaps between them. */
  static Arbitrary<List<LogRecord>> records() {
    return Combinators.combine(
            Arbitraries.longs().between(0, Long.MAX_VALUE / 2),
            record().list().ofMinSize(1).ofMaxSize(8))
        .as(Batches::withGrowingOffsets);
  }

  private static List<LogRecord> withGrowingOffsets(long from, List<LogRecord> records) {
    List<LogRecord> moved = new ArrayList<>();
    long offset = from;
    for (LogRecord record : records) {
      moved.add(
          new LogRecord(
              offset, record.timestamp(), record.key(), record.value(), record.headers()));
      offset += 1 + record.offset();
    }
    return moved;
  }

  private static Arbitrary<LogRecord> record() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 3),
            Arbitraries.longs().greaterOrEqual(0),
            bytes(),
            bytes(),
            header().list().ofMaxSize(3))
        .as(LogRecord::new);
  }

  private static Arbitrary<RecordHeader> header() {
    return Combinators.combine(
            Arbitraries.strings().all().ofMaxLength(5).map(Batches::wellFormed), bytes())
        .as(RecordHeader::new);
  }

  /** Without lone surrogates, which UTF-8 cannot carry. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  private static Arbitrary<@Nullable Bytes> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(50).map(Bytes::copyOf).injectNull(0.2);
  }
}
