package io.ottla.server.fetch;

import io.ottla.replication.partition.PartitionRead;
import io.ottla.runtime.EventLoop;
import io.ottla.wire.protocol.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One Fetch request that is being served; owned by its session's loop. It reads what is queued, and
 * ends once enough bytes are there, an error must be told, or the time is over.
 *
 * <p>From the first cold partition on, a round of reads is made by the readers: the fetch and its
 * session belong to that thread until it has handed them back, and the loop leaves them alone.
 */
final class PendingFetch {
  private final FetchSession session;
  private final FetchLimits limits;
  private final PartitionReader reader;
  private final Executor readers;
  private final BiConsumer<PendingFetch, Map<FetchedPartition, PartitionRead>> answer;
  private final Map<FetchedPartition, PartitionRead> reads = new LinkedHashMap<>();
  private EventLoop.@Nullable Timer timer;
  private int bytes;
  private boolean urgent;
  private boolean away;
  private boolean due;
  private boolean finished;

  /**
   * A fetch that has read nothing yet.
   *
   * @param readers may wait for a disk
   */
  PendingFetch(
      FetchSession session,
      FetchLimits limits,
      PartitionReader reader,
      Executor readers,
      BiConsumer<PendingFetch, Map<FetchedPartition, PartitionRead>> answer) {
    this.session = session;
    this.limits = limits;
    this.reader = reader;
    this.readers = readers;
    this.answer = answer;
  }

  FetchSession session() {
    return session;
  }

  /** Whether the readers have it. */
  boolean isAway() {
    return away;
  }

  /** Reads what is queued; ends or waits on. */
  void run() {
    if (finished || away) {
      return;
    }
    int left = readHot(session.queue().size());
    if (left > 0) {
      away = true;
      readers.execute(() -> readCold(left));
    } else if (isEnough()) {
      finish();
    } else if (timer == null) {
      timer = session.loop().schedule(limits.maxWaitMs(), this::finish);
    }
  }

  private boolean isEnough() {
    return due
        || urgent
        || bytes >= limits.minBytes()
        || limits.maxWaitMs() <= 0
        || session.partitions().isEmpty();
  }

  /** Returns how many are left of the partitions queued: all from the first cold one on. */
  private int readHot(int count) {
    for (int i = 0; i < count && hasRoom(); i++) {
      FetchedPartition next = session.queue().peek();
      if (next == null) {
        return 0;
      }
      if (!next.isForgotten() && reader.isCold(next)) {
        return count - i;
      }
      readNext();
    }
    return 0;
  }

  private void readCold(int count) {
    try {
      for (int i = 0; i < count && hasRoom(); i++) {
        readNext();
      }
    } finally {
      session.loop().execute(this::comeBack);
    }
  }

  private void comeBack() {
    away = false;
    if (isEnough()) {
      finish();
    } else {
      run();
    }
    session.makeChanges();
  }

  private boolean hasRoom() {
    return bytes == 0 || bytes < limits.maxBytes();
  }

  private void readNext() {
    FetchedPartition next = session.queue().poll();
    if (next != null) {
      next.dequeued();
      if (!next.isForgotten()) {
        read(next);
      }
    }
  }

  private void read(FetchedPartition partition) {
    PartitionRead before = reads.remove(partition);
    if (before != null) {
      bytes -= before.records().sizeInBytes();
      before.records().release();
    }
    PartitionRead read =
        reader.read(
            partition,
            Math.min(limits.maxBytes() - bytes, partition.positions().maxBytes()),
            bytes == 0);
    if (away) {
      read = reader.load(partition, read);
    }
    bytes += read.records().sizeInBytes();
    urgent |= read.error() != ErrorCode.NONE;
    reads.put(partition, read);
  }

  /**
   * Answers with what was read, once the readers are done with it. What had data or an error may
   * have more: it is queued again.
   */
  void finish() {
    due = true;
    if (finished || away) {
      return;
    }
    finished = true;
    if (timer != null) {
      timer.cancel();
    }
    session.ended(this);
    reads.forEach(
        (partition, read) -> {
          if (read.records().sizeInBytes() > 0 || read.error() != ErrorCode.NONE) {
            partition.enqueue();
          }
        });
    answer.accept(this, reads);
  }
}
