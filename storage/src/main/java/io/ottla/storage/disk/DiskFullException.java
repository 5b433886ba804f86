package io.ottla.storage.disk;

/** No space is left for a write, parts of which may have reached the file. Not the disk's fault. */
public final class DiskFullException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** Names the file that could not grow. */
  public DiskFullException(String message) {
    super(message);
  }
}
