package io.ottla.server.network;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts connections, in all and by address. I/O loops of all connections come here. */
final class ConnectionLimits {
  private final int maxConnections;
  private final int maxPerIp;
  private final Map<InetAddress, Integer> overrides;
  private final Map<InetAddress, Integer> byIp = new HashMap<>();
  private int count;

  /**
   * No connections yet.
   *
   * @param overrides limits of single addresses, in place of the common one
   */
  ConnectionLimits(int maxConnections, int maxPerIp, Map<InetAddress, Integer> overrides) {
    this.maxConnections = maxConnections;
    this.maxPerIp = maxPerIp;
    this.overrides = Map.copyOf(overrides);
  }

  /** Counts a connection in, or returns false where a limit is reached. */
  synchronized boolean admit(InetAddress ip) {
    int sameIp = byIp.getOrDefault(ip, 0);
    if (count >= maxConnections || sameIp >= overrides.getOrDefault(ip, maxPerIp)) {
      return false;
    }
    byIp.put(ip, sameIp + 1);
    count++;
    return true;
  }

  /** Counts a connection out. */
  synchronized void leave(InetAddress ip) {
    count--;
    byIp.computeIfPresent(ip, (key, sameIp) -> sameIp == 1 ? null : sameIp - 1);
  }
}
