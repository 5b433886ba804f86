package io.ottla.server.fetch;

import io.ottla.replication.partition.PartitionRead;
import io.ottla.runtime.EventLoop;
import io.ottla.wire.protocol.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One Fetch request that is being served; owned by its session's loop. It reads what is queued, and
 * ends once enough bytes are there, an error must be told, or the time is over.
 */
final class PendingFetch {
  private final FetchSession session;
  private final FetchLimits limits;
  private final PartitionReader reader;
  private final BiConsumer<PendingFetch, Map<FetchedPartition, PartitionRead>> answer;
  private final Map<FetchedPartition, PartitionRead> reads = new LinkedHashMap<>();
  private EventLoop.@Nullable Timer timer;
  private int bytes;
  private boolean urgent;
  private boolean finished;

  PendingFetch(
      FetchSession session,
      FetchLimits limits,
      PartitionReader reader,
      BiConsumer<PendingFetch, Map<FetchedPartition, PartitionRead>> answer) {
    this.session = session;
    this.limits = limits;
    this.reader = reader;
    this.answer = answer;
  }

  FetchSession session() {
    return session;
  }

  /** Reads what is queued; ends or waits on. */
  void run() {
    if (finished) {
      return;
    }
    readQueued();
    if (urgent || bytes >= limits.minBytes() || limits.maxWaitMs() <= 0 || isEmpty()) {
      finish();
    } else if (timer == null) {
      timer = session.loop().schedule(limits.maxWaitMs(), this::finish);
    }
  }

  private boolean isEmpty() {
    return session.partitions().isEmpty();
  }

  private void readQueued() {
    int count = session.queue().size();
    for (int i = 0; i < count && (bytes == 0 || bytes < limits.maxBytes()); i++) {
      FetchedPartition next = session.queue().poll();
      if (next == null) {
        return;
      }
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
    bytes += read.records().sizeInBytes();
    urgent |= read.error() != ErrorCode.NONE;
    reads.put(partition, read);
  }

  /** Answers with what was read. What had data or an error may have more: it is queued again. */
  void finish() {
    if (finished) {
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
