package io.ottla.storage.verify;

import java.nio.file.Path;

/**
 * Something in a file that is not as it should be, or may not be.
 *
 * @param position in bytes where it lies
 * @param isNote whether it cannot be told from what is on disk if it is wrong, or a start sets it
 *     right
 * @param sentence what is wrong
 */
public record Finding(Path file, long position, boolean isNote, String sentence) {
  /** Something that is wrong. */
  public Finding(Path file, long position, String sentence) {
    this(file, position, false, sentence);
  }

  @Override
  public String toString() {
    return file + " at position " + position + ": " + (isNote ? "note: " : "") + sentence;
  }
}
