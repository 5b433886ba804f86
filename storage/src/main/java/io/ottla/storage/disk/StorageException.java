package io.ottla.storage.disk;

import java.io.IOException;
import java.util.Locale;

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

  /** The failure of what was attempted: a {@link DiskFullException} where that is the reason. */
  static StorageException of(String attempt, IOException cause) {
    return ofWrite(attempt, cause, /* hasRoom= */ true);
  }

  /** The same where it is known whether there was room, in whatever language the system speaks. */
  static StorageException ofWrite(String attempt, IOException cause, boolean hasRoom) {
    return !hasRoom || isDiskFull(cause)
        ? new DiskFullException(attempt + ": disk full")
        : new StorageException(attempt, cause);
  }

  // The JDK gives ENOSPC and EDQUOT no type of their own, only the system's text.
  private static boolean isDiskFull(IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left") || message.contains("quota exceeded");
  }
}
