package io.ottla.server.network;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of requests in flight in the whole process. Taking is never refused, so that a request
 * that has arrived is served; whoever finds the budget exceeded stops reading its connection.
 */
final class MemoryBudget {
  private final long limitBytes;
  private final AtomicLong taken = new AtomicLong();

  MemoryBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  void take(int bytes) {
    taken.addAndGet(bytes);
  }

  void giveBack(int bytes) {
    taken.addAndGet(-bytes);
  }

  boolean exceeded() {
    return taken.get() > limitBytes;
  }
}
