package io.ottla.server.quota;

import io.ottla.runtime.Clock;
import io.ottla.server.config.ConnectionLimits;
import io.ottla.server.config.QuotaConfig;
import io.ottla.server.network.Admission;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Counts connections and how fast they come, in all and by address (KIP-308, KIP-612). Where all
 * together are too many or too fast, the next one waits; an address with too many is refused, and
 * one that is too fast is refused after a pause.
 */
public final class ConnectionQuotas implements Admission {
  private static final int UNLIMITED = Integer.MAX_VALUE;

  /** Addresses below which none is forgotten: forgetting costs a walk over all. */
  private static final int ADDRESSES_TO_KEEP = 1_000;

  private final Supplier<ConnectionLimits> limits;
  private final Supplier<AddressQuotas.Rates> rates;
  private final Clock clock;
  private final QuotaConfig config;
  private final Map<InetAddress, Integer> countByIp = new HashMap<>();
  private final Map<InetAddress, TokenBucket> paceByIp = new HashMap<>();
  private final TokenBucket pace;
  private int count;
  private int forgetAt = ADDRESSES_TO_KEEP;

  /**
   * No connections yet.
   *
   * @param limits as they are now
   * @param rates of addresses, as they are now
   */
  public ConnectionQuotas(
      Supplier<ConnectionLimits> limits,
      Supplier<AddressQuotas.Rates> rates,
      Clock clock,
      QuotaConfig config) {
    this.limits = limits;
    this.rates = rates;
    this.clock = clock;
    this.config = config;
    this.pace = bucket();
  }

  private TokenBucket bucket() {
    return new TokenBucket(config.burstSeconds(), clock.monotonicMs());
  }

  @Override
  public synchronized Answer ask(InetAddress ip) {
    ConnectionLimits now = limits.get();
    if (count >= now.max()) {
      return Answer.WAIT;
    }
    long nowMs = clock.monotonicMs();
    long pauseMs = now.creationRate() == UNLIMITED ? 0 : pace.take(0, now.creationRate(), nowMs);
    if (pauseMs > 0) {
      return Answer.waitFor(Math.min(pauseMs, config.windowMs()));
    }
    int sameIp = countByIp.getOrDefault(ip, 0);
    if (sameIp >= now.of(ip)) {
      return Answer.CLOSE;
    }
    long refusalMs = paceOf(ip, nowMs);
    if (refusalMs > 0) {
      return Answer.closeAfter(Math.min(refusalMs, config.windowMs()));
    }
    if (now.creationRate() != UNLIMITED) {
      long unused = pace.take(1, now.creationRate(), nowMs);
    }
    countByIp.put(ip, sameIp + 1);
    count++;
    return Answer.SERVE;
  }

  /** Counts a connection of an address unless it is over its rate; how long it is then, in ms. */
  private long paceOf(InetAddress ip, long nowMs) {
    Double rate = rates.get().of(ip);
    if (rate == null) {
      return 0;
    }
    TokenBucket bucket = paceByIp.computeIfAbsent(ip, unused -> bucket());
    long refusalMs = bucket.take(1, rate, nowMs);
    if (refusalMs > 0) {
      bucket.take(-1, rate, nowMs);
    }
    if (paceByIp.size() > forgetAt) {
      paceByIp.entrySet().removeIf(entry -> isFull(entry.getKey(), entry.getValue(), nowMs));
      forgetAt = Math.max(ADDRESSES_TO_KEEP, 2 * paceByIp.size());
    }
    return refusalMs;
  }

  private boolean isFull(InetAddress ip, TokenBucket bucket, long nowMs) {
    Double rate = rates.get().of(ip);
    return rate == null || bucket.isFull(rate, nowMs);
  }

  @Override
  public synchronized void onClosed(InetAddress ip) {
    count--;
    countByIp.computeIfPresent(ip, (key, sameIp) -> sameIp == 1 ? null : sameIp - 1);
  }
}
