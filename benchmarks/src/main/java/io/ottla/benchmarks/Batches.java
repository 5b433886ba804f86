package io.ottla.benchmarks;

import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;

/** Batches such as a producer sends, in direct memory, where Netty puts them. */
final class Batches {
  private static final int LARGEST_VALUE_BYTES = 1024;
  private static final int HEADER_BYTES = 61;

  private Batches() {}

  /** A batch of about the size in bytes, of records of at most a KiB. */
  static ByteBuffer ofSize(int bytes) {
    RecordBatchBuilder builder = RecordBatchBuilder.plain();
    int left = Math.max(1, bytes - HEADER_BYTES);
    while (left > 0) {
      int value = Math.min(LARGEST_VALUE_BYTES, left);
      builder.append(1_700_000_000_000L, null, ByteBuffer.wrap(new byte[value]));
      left -= value;
    }
    ByteBuffer built = builder.build();
    return ByteBuffer.allocateDirect(built.remaining()).put(built).flip();
  }
}
