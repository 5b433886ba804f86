package io.ottla.storage.verify;

import java.nio.file.Path;

/**
 * Something in a file that is not as it should be.
 *
 * @param position in bytes where it lies
 * @param sentence what is wrong
 */
public record Finding(Path file, long position, String sentence) {
  @Override
  public String toString() {
    return file + " at position " + position + ": " + sentence;
  }
}
