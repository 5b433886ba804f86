package io.ottla.server.coordinator;

import io.ottla.replication.partition.Partition;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes what a transactional producer writes. */
final class TransactionalBatches {
  static final long PRODUCER = 9;

  private TransactionalBatches() {}

  /** Appends the first batch of a transaction. */
  static ErrorCode open(Partition partition, int epoch) {
    BatchAttributes attributes =
        BatchAttributes.PLAIN.withProducer(PRODUCER, (short) epoch, 0).asTransactional();
    RecordBatchBuilder builder = new RecordBatchBuilder(attributes, 0);
    builder.append(1_000_000, null, ByteBuffer.wrap(new byte[] {1}));
    List<ErrorCode> results = new ArrayList<>();
    partition.append(
        builder.build(), AppendOrigin.CLIENT, true, 1_000, result -> results.add(result.error()));
    return results.get(0);
  }
}
