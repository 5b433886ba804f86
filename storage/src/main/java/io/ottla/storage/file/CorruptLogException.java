package io.ottla.storage.file;

import java.nio.file.Path;

/** Bytes of a log that were whole once are so no more: its partition goes offline, no other. */
public final class CorruptLogException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** What is wrong at which position of which file. */
  public CorruptLogException(Path file, int position, String what) {
    super(what + " in " + file + " at position " + position);
  }
}
