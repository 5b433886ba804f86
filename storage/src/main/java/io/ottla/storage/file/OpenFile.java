package io.ottla.storage.file;

import io.ottla.storage.disk.DiskFile;
import java.util.concurrent.atomic.AtomicInteger;

/** A file that stays open for as long as someone holds a lease on it. */
public final class OpenFile extends Leases {
  private final DiskFile file;
  private final AtomicInteger openCount;

  OpenFile(DiskFile file, AtomicInteger openCount) {
    this.file = file;
    this.openCount = openCount;
    openCount.incrementAndGet();
  }

  /** The file, for the holder of a lease. */
  public DiskFile file() {
    return file;
  }

  @Override
  protected void onLastRelease() {
    openCount.decrementAndGet();
    file.close();
  }
}
