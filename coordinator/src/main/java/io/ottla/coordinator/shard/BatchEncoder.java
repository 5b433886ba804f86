package io.ottla.coordinator.shard;

import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes record batches of coordinator records. */
final class BatchEncoder {
  private BatchEncoder() {}

  /** One batch of all records. */
  static ByteBuffer encode(
      BatchAttributes attributes, long timestampMs, List<CoordinatorRecord> records) {
    RecordBatchBuilder builder = new RecordBatchBuilder(attributes, 0);
    for (CoordinatorRecord record : records) {
      builder.append(timestampMs, RecordCodec.encodeKey(record), RecordCodec.encodeValue(record));
    }
    return builder.build();
  }

  /** The records in parts whose size stays below a limit as long as single records do. */
  static List<List<CoordinatorRecord>> split(List<CoordinatorRecord> records, int limitBytes) {
    List<List<CoordinatorRecord>> parts = new ArrayList<>();
    List<CoordinatorRecord> part = new ArrayList<>();
    int sizeBytes = 0;
    for (CoordinatorRecord record : records) {
      int recordBytes = sizeOf(record);
      if (!part.isEmpty() && sizeBytes + recordBytes > limitBytes) {
        parts.add(part);
        part = new ArrayList<>();
        sizeBytes = 0;
      }
      part.add(record);
      sizeBytes += recordBytes;
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  /** An upper bound of the size in a batch. */
  private static int sizeOf(CoordinatorRecord record) {
    int overhead = 64;
    CoordinatorRecord.Value value = record.value();
    int valueBytes = value == null ? 0 : value.message().sizeOf(value.version());
    return overhead + record.key().sizeOf((short) 0) + valueBytes;
  }
}
