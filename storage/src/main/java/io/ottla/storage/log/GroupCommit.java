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
