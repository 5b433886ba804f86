package io.ottla.server.quota;

import io.ottla.replication.controller.MutationQuota;
import java.util.function.IntToLongFunction;

/**
 * The quota of one request: a strict one refuses once the client owes something, one of an older
 * request only tells how long he has to stay away.
 */
final class ClientMutationQuota implements MutationQuota {
  private final boolean isStrict;
  private final IntToLongFunction take;
  private long throttleMs;

  /**
   * Nothing counted yet.
   *
   * @param take counts partitions, and tells how long it takes until nothing is owed, in ms
   */
  ClientMutationQuota(boolean isStrict, IntToLongFunction take) {
    this.isStrict = isStrict;
    this.take = take;
  }

  @Override
  public boolean admits(int partitions) {
    if (!isStrict) {
      throttleMs = take.applyAsLong(partitions);
      return true;
    }
    long owedMs = take.applyAsLong(0);
    if (owedMs > 0) {
      throttleMs = owedMs;
      return false;
    }
    long unused = take.applyAsLong(partitions);
    return true;
  }

  @Override
  public int throttleMs() {
    return (int) Math.min(Integer.MAX_VALUE, throttleMs);
  }
}
