package io.ottla.wire.record;

import io.ottla.wire.codec.MalformedRequestException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Batches of one control record, as transaction coordinators and KRaft leaders write them. */
public final class ControlBatches {
  private static final short MARKER_VERSION = 0;
  private static final int MARKER_SIZE = 6;

  private ControlBatches() {}

  /**
   * The end of a transaction on a partition.
   *
   * @param producerId of the transaction
   * @param commit whether it is committed, else aborted
   * @param coordinatorEpoch of the coordinator that decided it
   */
  public static ByteBuffer endTransaction(
      long producerId, short producerEpoch, boolean commit, int coordinatorEpoch, long timestamp) {
    BatchAttributes attributes =
        BatchAttributes.PLAIN
            .withProducer(producerId, producerEpoch, RecordBatch.NO_SEQUENCE)
            .asTransactional()
            .asControl();
    ByteBuffer value =
        ByteBuffer.allocate(MARKER_SIZE).putShort(MARKER_VERSION).putInt(coordinatorEpoch).flip();
    ControlType type = commit ? ControlType.COMMIT : ControlType.ABORT;
    return new RecordBatchBuilder(attributes, 0).append(timestamp, type.key(), value).build();
  }

  /** A control record of KRaft. */
  public static ByteBuffer kraft(ControlType type, ByteBuffer value, long timestamp) {
    return new RecordBatchBuilder(BatchAttributes.PLAIN.asControl(), 0)
        .append(timestamp, type.key(), value)
        .build();
  }

  /** The coordinator's epoch in the value of an {@link ControlType#ABORT} or COMMIT record. */
  public static int coordinatorEpoch(@Nullable ByteBuffer value) {
    if (value == null || value.remaining() < MARKER_SIZE) {
      throw new MalformedRequestException("end of transaction marker without an epoch");
    }
    return value.getInt(value.position() + 2);
  }
}
