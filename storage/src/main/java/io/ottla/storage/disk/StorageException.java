package io.ottla.storage.disk;

import java.io.IOException;

/** The disk's fault: the log directory it happened in goes offline. */
public class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was attempted, on which file, and what the system said. */
  public StorageException(String message, IOException cause) {
    super(message + ": " + cause, cause);
  }

  /** What is wrong with which file. */
  public StorageException(String message) {
    super(message);
  }
}
