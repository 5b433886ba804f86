package io.ottla.storage.segment;

import io.ottla.storage.file.OpenFile;
import io.ottla.wire.codec.FileSlice;
import io.ottla.wire.codec.RecordsPayload;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Whole batches of a segment's file, which stays open until they are released. */
final class SegmentSlice implements RecordsPayload {
  private final OpenFile lease;
  private final int position;
  private final int size;

  SegmentSlice(OpenFile lease, int position, int size) {
    this.lease = lease;
    this.position = position;
    this.size = size;
  }

  @Override
  public int sizeInBytes() {
    return size;
  }

  // What was cut off meanwhile was never committed; it is sent as zeros, which are no batch.
  @Override
  public void writeTo(ByteBuffer target) {
    int end = target.position() + size;
    int limit = target.limit();
    target.limit(end);
    lease.file().read(target, position);
    while (target.position() < end) {
      target.put((byte) 0);
    }
    target.limit(limit);
  }

  @Override
  public @Nullable FileSlice fileSlice() {
    FileChannel channel = lease.file().channel();
    return channel == null ? null : new FileSlice(channel, position, size);
  }

  @Override
  public void load() {
    lease.file().load(position, size);
  }

  @Override
  public void release() {
    lease.release();
  }
}
