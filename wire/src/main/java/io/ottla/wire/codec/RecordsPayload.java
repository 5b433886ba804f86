package io.ottla.wire.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Record batches on their way through: a size and a way to transfer them. A payload is leased; who
 * received it calls {@link #release} exactly once, after the last byte was transferred.
 */
public interface RecordsPayload {
  /** How many bytes it holds. */
  int sizeInBytes();

  /** Copies all bytes to the target, which has room for them, and moves its position. */
  void writeTo(ByteBuffer target);

  /** Where the bytes lie in a file, or null when they are in memory. */
  default @Nullable FileSlice fileSlice() {
    return null;
  }

  /** Brings the bytes into memory, so that their transfer waits for no disk. May block. */
  default void load() {}

  /** Gives the lease back. */
  default void release() {}
}
