package io.ottla.storage.log;

import io.ottla.runtime.EventLoop;
import io.ottla.storage.disk.StorageException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Flushes a log on a flush thread, one flush at a time: whoever asks while one is under way shares
 * the next. Several logs are flushed at a time, since a disk does several fsyncs in little more
 * than the time of one. A failed flush is final: what it left unwritten is not known, so it is
 * never tried again as if it had worked. Owned by the log's loop.
 */
final class GroupCommit {
  private final PartitionLog log;
  private final Executor flushers;
  private boolean isUnderWay;
  private boolean isWanted;
  private boolean hasFailed;
  private volatile boolean isGivenUp;

  GroupCommit(PartitionLog log, Executor flushers) {
    this.log = log;
    this.flushers = flushers;
  }

  /** Asks for a flush of all that is appended; {@code done} hears of each flush, on the loop. */
  void request(EventLoop owner, Consumer<@Nullable StorageException> done) {
    if (hasFailed) {
      return;
    }
    if (isUnderWay) {
      isWanted = true;
      return;
    }
    LogFlush flush = log.beginFlush();
    if (flush.isEmpty()) {
      log.onFlushed(flush);
      done.accept(null);
      return;
    }
    isUnderWay = true;
    flushers.execute(
        () -> {
          StorageException failure = failureOf(flush);
          owner.execute(() -> complete(flush, failure, owner, done));
        });
  }

  /**
   * Tells that the log is not used any more: its files may have another name soon, or none, which
   * is no failure of their disk. From any thread.
   */
  void giveUp() {
    isGivenUp = true;
  }

  private static @Nullable StorageException failureOf(LogFlush flush) {
    try {
      flush.sync();
      return null;
    } catch (StorageException e) {
      return e;
    }
  }

  private void complete(
      LogFlush flush,
      @Nullable StorageException failure,
      EventLoop owner,
      Consumer<@Nullable StorageException> done) {
    isUnderWay = false;
    if (failure != null && isGivenUp) {
      return;
    }
    hasFailed = failure != null;
    if (failure == null) {
      log.onFlushed(flush);
    }
    done.accept(failure);
    if (isWanted) {
      isWanted = false;
      request(owner, done);
    }
  }
}
