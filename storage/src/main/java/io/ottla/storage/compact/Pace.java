package io.ottla.storage.compact;

/** Slows compaction down to {@code log.cleaner.io.max.bytes.per.second}, by blocking its thread. */
public interface Pace {
  /** As fast as it goes. */
  Pace UNLIMITED = bytes -> {};

  /** So many bytes were read or written. */
  void onBytes(long bytes);
}
