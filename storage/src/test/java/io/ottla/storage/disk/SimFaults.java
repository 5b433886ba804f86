package io.ottla.storage.disk;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What goes wrong on a simulated disk, and when: power, space, syncs, a whole directory. */
public final class SimFaults {
  /** No operation is the last one. */
  public static final int NEVER = Integer.MAX_VALUE;

  private int powerLeft = NEVER;
  private long freeBytes = Long.MAX_VALUE;
  private boolean isSyncFailing;
  private @Nullable Path failing;
  private int failingLeft;

  /** The power went; thrown out of the operation in which it did. */
  public static final class PowerLoss extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Loses power within one of the next operations: whoever calls it gets a {@link PowerLoss}. */
  public void losePowerAfter(int operations) {
    powerLeft = operations;
  }

  /** Limits how many bytes files may still grow by. */
  public void setFreeBytes(long bytes) {
    freeBytes = bytes;
  }

  /** Makes every sync fail from here on, or not; what it should have written is lost. */
  public void setSyncFailing(boolean isFailing) {
    isSyncFailing = isFailing;
  }

  /** Makes a directory fail within one of the next operations on it, and all after that. */
  public void failAfter(Path directory, int operations) {
    failing = directory;
    failingLeft = operations;
  }

  /** Ends {@link #failAfter}: another disk with the same content. */
  public void repair() {
    failing = null;
  }

  /** The directory that fails or will fail; null when none does. */
  public @Nullable Path failing() {
    return failing;
  }

  long freeBytes() {
    return freeBytes;
  }

  /** Takes so many bytes, or what is left. */
  long takeSpace(long bytes) {
    long taken = Math.min(bytes, freeBytes);
    freeBytes -= taken;
    return taken;
  }

  void giveSpace(long bytes) {
    if (freeBytes < Long.MAX_VALUE / 2) {
      freeBytes += bytes;
    }
  }

  /** Something is stored through a mapping, where no error is told. */
  void onStore() {
    if (powerLeft < NEVER && --powerLeft < 0) {
      throw new PowerLoss();
    }
  }

  void onOperation(Path path) {
    onStore();
    if (failing != null && path.startsWith(failing)) {
      failingLeft--;
    }
    failIfAsked(path);
  }

  void failIfAsked(Path path) {
    if (failing != null && failingLeft < 0 && path.startsWith(failing)) {
      throw SimDisk.failure("use " + path, "input/output error");
    }
  }

  void failSyncIfAsked(Path path) {
    if (isSyncFailing) {
      throw SimDisk.failure("sync " + path, "input/output error");
    }
  }
}
