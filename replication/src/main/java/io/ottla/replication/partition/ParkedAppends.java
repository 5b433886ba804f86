package io.ottla.replication.partition;

import io.ottla.runtime.EventLoop;
import io.ottla.storage.log.AppendResult;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Appends with {@code acks=all} that wait for the high watermark; owned by the partition's loop.
 */
final class ParkedAppends {
  private final EventLoop loop;

  /** By last offset, and those of one offset in the order in which they came. */
  private final ArrayDeque<Parked> parked = new ArrayDeque<>();

  ParkedAppends(EventLoop loop) {
    this.loop = loop;
  }

  /**
   * Parks an append until the watermark passes its last offset or the time is over. An idempotent
   * producer may send a batch again while later ones are parked: it waits at its offset, too.
   */
  void park(AppendResult result, long timeoutMs, Consumer<AppendResult> done) {
    Parked entry = new Parked(result, done);
    entry.timer = loop.schedule(timeoutMs, () -> expire(entry));
    if (parked.isEmpty() || parked.getLast().lastOffset() <= entry.lastOffset()) {
      parked.add(entry);
    } else {
      insert(entry);
    }
  }

  private void insert(Parked entry) {
    ArrayDeque<Parked> later = new ArrayDeque<>();
    while (!parked.isEmpty() && parked.getLast().lastOffset() > entry.lastOffset()) {
      later.addFirst(parked.removeLast());
    }
    parked.add(entry);
    parked.addAll(later);
  }

  /** Answers all that the watermark has passed. */
  void onHighWatermark(long highWatermark) {
    for (Parked first = parked.peek();
        first != null && first.lastOffset() < highWatermark;
        first = parked.peek()) {
      parked.remove();
      first.finish(first.result);
    }
  }

  /** Answers all with an error: the partition is led elsewhere now, or gone. */
  void failAll(ErrorCode error) {
    for (Parked first = parked.poll(); first != null; first = parked.poll()) {
      first.finish(Partition.refused(error, first.result.logStartOffset()));
    }
  }

  private void expire(Parked entry) {
    if (parked.remove(entry)) {
      entry.finish(Partition.refused(ErrorCode.REQUEST_TIMED_OUT, entry.result.logStartOffset()));
    }
  }

  private static final class Parked {
    private final AppendResult result;
    private final Consumer<AppendResult> done;
    private EventLoop.Timer timer = () -> false;

    Parked(AppendResult result, Consumer<AppendResult> done) {
      this.result = result;
      this.done = done;
    }

    long lastOffset() {
      return result.lastOffset();
    }

    void finish(AppendResult answer) {
      timer.cancel();
      done.accept(answer);
    }
  }
}
