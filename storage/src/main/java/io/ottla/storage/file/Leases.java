package io.ottla.storage.file;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts who still uses a resource. It begins with one lease, its keeper's; when that and all
 * others are given back the resource is closed, by whoever came last, and cannot be leased again.
 */
public abstract class Leases {
  private final AtomicInteger count = new AtomicInteger(1);

  /** Takes a lease, unless the resource is closed. */
  public final boolean tryRetain() {
    int current = count.get();
    while (current > 0) {
      if (count.compareAndSet(current, current + 1)) {
        return true;
      }
      current = count.get();
    }
    return false;
  }

  /** Gives a lease back. */
  public final void release() {
    int left = count.decrementAndGet();
    if (left == 0) {
      onLastRelease();
    } else if (left < 0) {
      throw new IllegalStateException("lease given back twice: " + this);
    }
  }

  /** Whether anyone but the keeper uses the resource at this moment. */
  public final boolean isShared() {
    return count.get() > 1;
  }

  /** Closes the resource. */
  protected abstract void onLastRelease();
}
