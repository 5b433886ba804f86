package io.ottla.storage.file;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps the number of open files at about a budget. When it is passed, files are swept: those not
 * used since the last sweep are closed, until a tenth of the budget is free. Leased files stay, so
 * the budget is exceeded when more than its number are in use at once.
 */
public final class FileCache {
  private static final int SWEEP_ROUNDS = 2;
  private static final int WINDOW_BUDGET = 4_096;

  private final Disk disk;
  private final int budget;
  private final WindowCache windows;
  private final AtomicInteger openCount = new AtomicInteger();
  private final Set<CachedFile> opened = ConcurrentHashMap.newKeySet();
  private final AtomicInteger nextNumber = new AtomicInteger();
  private final AtomicBoolean sweeping = new AtomicBoolean();

  /** A cache for at most about {@code budget} open files. */
  public FileCache(Disk disk, int budget) {
    this(disk, budget, new WindowCache(WINDOW_BUDGET, TailRules.DEFAULT));
  }

  /** A cache for at most about {@code budget} open files, the ends of some of them mapped. */
  public FileCache(Disk disk, int budget, WindowCache windows) {
    this.disk = disk;
    this.budget = budget;
    this.windows = windows;
  }

  /** The disk whose files are kept. */
  public Disk disk() {
    return disk;
  }

  /** The mapped ends of files. */
  public WindowCache windows() {
    return windows;
  }

  /** A file to be opened when it is used. */
  public CachedFile file(FileSource source) {
    return new CachedFile(this, source, nextNumber.getAndIncrement());
  }

  /** How many files are open, leased ones of deleted logs included. */
  public int openCount() {
    return openCount.get();
  }

  OpenFile open(FileSource source) {
    DiskFile file = disk.open(source.path(), source.mode());
    return new OpenFile(file, openCount);
  }

  void onOpened(CachedFile file) {
    opened.add(file);
    if (openCount.get() > budget && sweeping.compareAndSet(false, true)) {
      try {
        sweep();
      } finally {
        sweeping.set(false);
      }
    }
  }

  void onEvicted(CachedFile file) {
    opened.remove(file);
  }

  private void sweep() {
    int target = budget - budget / 10;
    for (int round = 0; round < SWEEP_ROUNDS; round++) {
      for (CachedFile file : opened) {
        if (openCount.get() <= target) {
          return;
        }
        file.evictIfIdle();
      }
    }
  }
}
