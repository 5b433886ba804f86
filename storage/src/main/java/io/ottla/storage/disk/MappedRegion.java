package io.ottla.storage.disk;

import java.nio.ByteBuffer;

/**
 * A mapped part of a file. Whoever uses it holds a lease that keeps it open: access after {@link
 * #close} would end the process. Writes here and through the file see each other.
 */
public interface MappedRegion extends AutoCloseable {
  /** How many bytes are mapped. */
  int size();

  /** Copies all that remains in the source to the region, from byte {@code at} of it. */
  void put(int at, ByteBuffer source);

  /** Fills the target with the region's bytes, from byte {@code at} of it. */
  void get(int at, ByteBuffer target);

  /** Unmaps the region. */
  @Override
  void close();
}
