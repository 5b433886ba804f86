package io.ottla.wire.codec;

import java.nio.ByteBuffer;

/** Record batches in memory. One read from a request borrows the frame and must not outlive it. */
public final class BufferRecords implements RecordsPayload {
  /** No bytes. */
  public static final BufferRecords EMPTY = new BufferRecords(ByteBuffer.allocate(0));

  private final ByteBuffer buffer;

  /** Covers the remaining bytes of the buffer, which is not copied. */
  public BufferRecords(ByteBuffer buffer) {
    this.buffer = buffer.slice();
  }

  /** The bytes, as a view with a position of its own that writes through. */
  public ByteBuffer buffer() {
    return buffer.duplicate();
  }

  @Override
  public int sizeInBytes() {
    return buffer.remaining();
  }

  @Override
  public void writeTo(ByteBuffer target) {
    target.put(buffer.duplicate());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BufferRecords that && buffer.equals(that.buffer);
  }

  @Override
  public int hashCode() {
    return buffer.hashCode();
  }

  @Override
  public String toString() {
    return "BufferRecords[" + buffer.remaining() + " bytes]";
  }
}
