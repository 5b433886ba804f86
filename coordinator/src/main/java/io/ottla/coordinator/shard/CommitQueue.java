package io.ottla.coordinator.shard;

import io.ottla.runtime.EventLoop;
import io.ottla.runtime.Invariant;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The responses of a shard that wait until what was written before them is committed, in the order
 * of their offsets and so of their deadlines. Also knows every reply that is not answered yet, to
 * answer it when the shard goes. Owned by the shard's loop.
 */
final class CommitQueue {
  private final EventLoop loop;
  private final int timeoutMs;
  private final ArrayDeque<Parked> parked = new ArrayDeque<>();
  private final ArrayDeque<Follower> followers = new ArrayDeque<>();
  private final Set<ParkedReply<?>> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private long lastWrittenOffset = -1;
  private long highWatermark;
  private EventLoop.@Nullable Timer timer;

  CommitQueue(EventLoop loop, int timeoutMs) {
    this.loop = loop;
    this.timeoutMs = timeoutMs;
  }

  private record Parked(long offset, long deadlineMs, ParkedReply<?> reply) {}

  private record Follower(long offset, Runnable task) {}

  void add(ParkedReply<?> reply) {
    open.add(reply);
  }

  void forget(ParkedReply<?> reply) {
    open.remove(reply);
  }

  void onWritten(long lastOffset) {
    Invariant.check(lastOffset > lastWrittenOffset, "written", lastOffset, lastWrittenOffset);
    lastWrittenOffset = lastOffset;
  }

  /** Lets go what is committed below the watermark, which never falls. */
  void onHighWatermark(long newHighWatermark) {
    highWatermark = Math.max(highWatermark, newHighWatermark);
    Parked first = parked.peek();
    while (first != null && first.offset() < highWatermark) {
      parked.poll().reply().release();
      first = parked.peek();
    }
    if (first == null) {
      cancelTimer();
    }
    Follower follower = followers.peek();
    while (follower != null && follower.offset() < highWatermark) {
      followers.poll().task().run();
      follower = followers.peek();
    }
  }

  /** Runs the task once everything written so far is committed. */
  void whenCommitted(Runnable task) {
    if (lastWrittenOffset < highWatermark) {
      loop.execute(task);
    } else {
      followers.add(new Follower(lastWrittenOffset, task));
    }
  }

  void park(ParkedReply<?> reply) {
    if (lastWrittenOffset < highWatermark) {
      reply.release();
      return;
    }
    parked.add(new Parked(lastWrittenOffset, nowMs() + timeoutMs, reply));
    if (timer == null) {
      timer = loop.schedule(timeoutMs, this::onDeadline);
    }
  }

  /** Answers everything with the error, the requests that wait for other members included. */
  void abandonAll(ErrorCode error) {
    cancelTimer();
    parked.clear();
    followers.clear();
    List<ParkedReply<?>> all = new ArrayList<>(open);
    open.clear();
    all.forEach(reply -> reply.abandon(error));
  }

  private void onDeadline() {
    timer = null;
    Parked first = parked.peek();
    while (first != null && first.deadlineMs() <= nowMs()) {
      parked.poll().reply().abandon(ErrorCode.COORDINATOR_NOT_AVAILABLE);
      first = parked.peek();
    }
    if (first != null) {
      timer = loop.schedule(first.deadlineMs() - nowMs(), this::onDeadline);
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private long nowMs() {
    return loop.clock().monotonicMs();
  }
}
