package io.ottla.replication.partition;

import io.ottla.runtime.EventLoop;
import io.ottla.runtime.Invariant;
import io.ottla.storage.log.AppendResult;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Appends with {@code acks=all} that wait for the high watermark; owned by the partition's loop.
 */
final class ParkedAppends {
  private final EventLoop loop;
  private final ArrayDeque<Parked> parked = new ArrayDeque<>();

  ParkedAppends(EventLoop loop) {
    this.loop = loop;
  }

  /** Parks an append until the watermark passes its last offset or the time is over. */
  void park(AppendResult result, long timeoutMs, Consumer<AppendResult> done) {
    Invariant.check(
        parked.isEmpty() || parked.getLast().result.lastOffset() <= result.lastOffset(),
        "appends are parked in order; last offset",
        result.lastOffset());
    Parked entry = new Parked(result, done);
    entry.timer = loop.schedule(timeoutMs, () -> expire(entry));
    parked.add(entry);
  }

  /** Answers all that the watermark has passed. */
  void onHighWatermark(long highWatermark) {
    for (Parked first = parked.peek();
        first != null && first.result.lastOffset() < highWatermark;
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

    void finish(AppendResult answer) {
      timer.cancel();
      done.accept(answer);
    }
  }
}
