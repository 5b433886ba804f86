package io.ottla.replication.quorum;

import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.ControlType;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatchBuilder;
import io.ottla.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Record batches of metadata records, and of the control records around them. */
final class MetadataBatches {
  private MetadataBatches() {}

  /** One batch of these records. */
  static ByteBuffer data(List<MetadataRecord> records, long baseOffset, int epoch, long timeMs) {
    RecordBatchBuilder builder =
        new RecordBatchBuilder(BatchAttributes.PLAIN.withLeaderEpoch(epoch), baseOffset);
    ByteBuffer value = ByteBuffer.allocate(512);
    for (MetadataRecord record : records) {
      int size = record.framedSize();
      value = value.capacity() >= size ? value.clear() : ByteBuffer.allocate(size);
      record.writeFramed(value);
      builder.append(timeMs, null, value.flip());
    }
    return builder.build();
  }

  /** One batch of these control records. */
  static ByteBuffer control(List<ControlRecord> records, long baseOffset, int epoch, long timeMs) {
    RecordBatchBuilder builder =
        new RecordBatchBuilder(
            BatchAttributes.PLAIN.withLeaderEpoch(epoch).asControl(), baseOffset);
    for (ControlRecord record : records) {
      builder.append(timeMs, record.type().key(), record.value());
    }
    return builder.build();
  }

  /** The metadata records of a batch that is none of control records. */
  static List<MetadataRecord> read(RecordBatch batch) {
    List<MetadataRecord> records = new ArrayList<>(batch.recordCount());
    try (RecordCursor cursor = RecordCursor.open(batch)) {
      while (cursor.next()) {
        ByteBuffer value = cursor.value();
        if (value == null) {
          throw new MalformedRequestException("metadata record without value");
        }
        records.add(MetadataRecord.read(value));
      }
    }
    return records;
  }

  /** A control record of version 0. */
  record ControlRecord(ControlType type, ApiMessage body) {
    ByteBuffer value() {
      ByteBuffer value = ByteBuffer.allocate(body.sizeOf((short) 0));
      body.write(Writer.copying(value), (short) 0);
      return value.flip();
    }
  }
}
