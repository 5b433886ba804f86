package io.ottla.server.network;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The requests in flight in the whole process: the bytes of all, and the number of those that wait
 * for others of their connections. Taking is never refused, so that a request that has arrived is
 * served; whoever finds the budget exceeded stops reading its connection.
 */
final class RequestBudget {
  private final long limitBytes;
  private final int maxWaiting;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();

  RequestBudget(long limitBytes, int maxWaiting) {
    this.limitBytes = limitBytes;
    this.maxWaiting = maxWaiting;
  }

  void take(int requestBytes) {
    bytes.addAndGet(requestBytes);
  }

  void giveBack(int requestBytes) {
    bytes.addAndGet(-requestBytes);
  }

  /** Counts requests that begin to wait, or with a negative number those that no longer do. */
  void onWaiting(int requests) {
    waiting.addAndGet(requests);
  }

  boolean exceeded() {
    return bytes.get() > limitBytes || waiting.get() >= maxWaiting;
  }
}
