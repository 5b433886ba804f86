package io.ottla.storage.file;

import io.ottla.storage.disk.DiskFile;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where a file's writer keeps the window that it writes through. The writer alone maps and uses it;
 * a sweep takes it away from any thread.
 */
public final class WindowSlot {
  private final WindowCache cache;
  private final AtomicReference<@Nullable MappedWindow> window = new AtomicReference<>();
  private final AtomicInteger uses = new AtomicInteger();
  private final AtomicInteger usesAtSweep = new AtomicInteger();

  WindowSlot(WindowCache cache) {
    this.cache = cache;
  }

  /** The window with a lease on it, which the caller gives back; null when nothing is mapped. */
  public @Nullable MappedWindow acquire() {
    MappedWindow current = window.get();
    if (current == null || !current.tryRetain()) {
      return null;
    }
    uses.setRelease(uses.getPlain() + 1);
    return current;
  }

  /**
   * Maps a window in the place of the one before; the file grows to hold it, without space.
   *
   * @return false when too many are mapped and in use
   */
  public boolean map(DiskFile file, long position, int size) {
    evict();
    MappedWindow mapped = cache.map(file, position, size);
    if (mapped == null) {
      return false;
    }
    window.set(mapped);
    usesAtSweep.setRelease(uses.getPlain());
    cache.onMapped(this);
    return true;
  }

  /** Unmaps the window once the lease on it, if any, is given back. */
  public void evict() {
    MappedWindow current = window.getAndSet(null);
    if (current != null) {
      cache.onEvicted(this);
      current.release();
    }
  }

  void evictIfUsedLess(int times) {
    int now = uses.getAcquire();
    if (now - usesAtSweep.getAndSet(now) < times) {
      evict();
    }
  }
}
