package io.ottla.storage.file;

import io.ottla.storage.disk.MappedRegion;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A part of a file that stays mapped for as long as someone holds a lease on it. */
public final class MappedWindow extends Leases {
  private final MappedRegion region;
  private final long position;
  private final AtomicInteger mappedCount;

  MappedWindow(MappedRegion region, long position, AtomicInteger mappedCount) {
    this.region = region;
    this.position = position;
    this.mappedCount = mappedCount;
    mappedCount.incrementAndGet();
  }

  /** Where in the file the window ends, in bytes. */
  public long end() {
    return position + region.size();
  }

  /** Copies all that remains in the source to a position of the file, for the holder of a lease. */
  public void put(long at, ByteBuffer source) {
    region.put((int) (at - position), source);
  }

  @Override
  protected void onLastRelease() {
    mappedCount.decrementAndGet();
    region.close();
  }
}
