package io.ottla.compat.raw;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Record batches to send, and what is inside those that come back. */
final class Batches {
  private Batches() {}

  /** One batch of {@code count} records with keys and values of some bytes. */
  static MemoryRecords batch(int count) {
    return MemoryRecords.withRecords(Compression.NONE, records(count, 10));
  }

  /** One batch of one record whose value has this size. */
  static MemoryRecords large(int valueBytes) {
    return MemoryRecords.withRecords(Compression.NONE, records(1, valueBytes));
  }

  /** One batch of an idempotent producer. */
  static MemoryRecords idempotent(long producerId, short epoch, int sequence, int count) {
    return MemoryRecords.withIdempotentRecords(
        Compression.NONE, producerId, epoch, sequence, records(count, 10));
  }

  /** One batch of records with these timestamps. */
  static MemoryRecords at(Compression compression, long... timestamps) {
    return MemoryRecords.withRecords(
        compression,
        Arrays.stream(timestamps)
            .mapToObj(timestamp -> new SimpleRecord(timestamp, null, new byte[10]))
            .toArray(SimpleRecord[]::new));
  }

  /** One batch of a transactional producer, its records all at the same time. */
  static MemoryRecords transactional(
      long producerId, short epoch, int sequence, int count, long timestamp) {
    return MemoryRecords.withTransactionalRecords(
        Compression.NONE,
        producerId,
        epoch,
        sequence,
        Stream.generate(() -> new SimpleRecord(timestamp, null, new byte[10]))
            .limit(count)
            .toArray(SimpleRecord[]::new));
  }

  static SimpleRecord[] records(int count, int valueBytes) {
    long now = System.currentTimeMillis();
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new SimpleRecord(
                    now + i, ("k" + i).getBytes(StandardCharsets.UTF_8), new byte[valueBytes]))
        .toArray(SimpleRecord[]::new);
  }

  /** A copy of the batch's bytes, to be damaged. */
  static ByteBuffer bytes(MemoryRecords records) {
    ByteBuffer copy = ByteBuffer.allocate(records.sizeInBytes());
    copy.put(records.buffer().duplicate()).flip();
    return copy;
  }

  /** First offsets of the batches of an answer. */
  static List<Long> baseOffsets(PartitionData partition) {
    List<Long> offsets = new ArrayList<>();
    for (MutableRecordBatch batch : ((MemoryRecords) partition.records()).batches()) {
      batch.ensureValid();
      offsets.add(batch.baseOffset());
    }
    return offsets;
  }

  /** Offset behind the last record of an answer; -1 where it has none. */
  static long endOffset(PartitionData partition) {
    long end = -1;
    for (MutableRecordBatch batch : ((MemoryRecords) partition.records()).batches()) {
      end = batch.lastOffset() + 1;
    }
    return end;
  }

  static int sizeInBytes(PartitionData partition) {
    return ((MemoryRecords) partition.records()).sizeInBytes();
  }
}
