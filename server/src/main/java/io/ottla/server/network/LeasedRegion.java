package io.ottla.server.network;

import io.netty.channel.DefaultFileRegion;
import io.ottla.wire.codec.FileSlice;
import io.ottla.wire.codec.RecordsPayload;

/** A file's bytes on their way to a socket by sendfile; gives the lease back when they are sent. */
final class LeasedRegion extends DefaultFileRegion {
  private final RecordsPayload payload;

  LeasedRegion(RecordsPayload payload, FileSlice slice) {
    super(slice.channel(), slice.position(), slice.size());
    this.payload = payload;
  }

  /** Unlike the parent, leaves the file open: others read it too. */
  @Override
  protected void deallocate() {
    payload.release();
  }
}
