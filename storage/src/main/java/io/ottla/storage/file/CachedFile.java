package io.ottla.storage.file;

import io.ottla.storage.disk.StorageException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A file that is opened at its first use and closed when others need its place. */
public final class CachedFile {
  private final FileCache cache;
  private final FileSource source;
  private final int number;
  private final AtomicReference<@Nullable OpenFile> open = new AtomicReference<>();
  private volatile boolean usedLately;
  private volatile boolean gone;

  CachedFile(FileCache cache, FileSource source, int number) {
    this.cache = cache;
    this.source = source;
    this.number = number;
  }

  /** Where the file lies now. */
  public Path path() {
    return source.path();
  }

  /**
   * The open file with a lease on it, which the caller gives back by {@link OpenFile#release}.
   *
   * @throws FileGoneException when the file was given up for good
   */
  public OpenFile acquire() {
    while (true) {
      OpenFile current = open.get();
      if (current != null && current.tryRetain()) {
        if (!usedLately) {
          usedLately = true;
        }
        return current;
      }
      if (current != null) {
        open.compareAndSet(current, null);
        continue;
      }
      OpenFile opened = openOnce();
      if (opened != null) {
        return opened;
      }
    }
  }

  // Leased before the cache hears of it: that may sweep, and where all others are leased it would
  // close this one, over and over.
  private @Nullable OpenFile openOnce() {
    OpenFile opened = openOrGone();
    if (!open.compareAndSet(null, opened)) {
      opened.release();
      return null;
    }
    usedLately = true;
    boolean isLeased = opened.tryRetain();
    cache.onOpened(this);
    if (gone) { // meanwhile, so that this may be what has its name now
      evict();
      if (isLeased) {
        opened.release();
      }
      throw new FileGoneException();
    }
    return isLeased ? opened : null;
  }

  private OpenFile openOrGone() {
    if (gone) {
      throw new FileGoneException();
    }
    try {
      return cache.open(source);
    } catch (StorageException e) {
      if (gone) {
        throw new FileGoneException();
      }
      throw e;
    }
  }

  /** Closes the file for good once its leases are given back; done before its name is taken. */
  public void giveUp() {
    gone = true;
    evict();
  }

  /** Closes the file once its leases are given back; the next {@link #acquire} opens it anew. */
  public void evict() {
    OpenFile current = open.getAndSet(null);
    if (current != null) {
      cache.onEvicted(this);
      current.release();
    }
  }

  /** Evicts unless the file was used since the last call or is leased. */
  boolean evictIfIdle() {
    if (usedLately) {
      usedLately = false;
      return false;
    }
    OpenFile current = open.get();
    if (current == null) {
      cache.onEvicted(this);
      return false;
    }
    if (current.isShared()) {
      return false;
    }
    evict();
    return true;
  }

  // Sweeps go by hash: the same run evicts the same files, so that a simulation can be replayed.
  @Override
  public int hashCode() {
    return number;
  }
}
