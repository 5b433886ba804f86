package io.ottla.storage.file;

/**
 * A reader came to a file that its owner has just given up: the segment was deleted or replaced.
 * Whoever reads a log looks at its list of segments again.
 */
public final class FileGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Without a stack trace: it is expected. */
  public FileGoneException() {
    super("file given up", null, false, false);
  }
}
