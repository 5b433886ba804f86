package io.ottla.server.config;

import io.ottla.server.config.key.NetworkKeys;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who may connect.
 *
 * @param max connections in all, {@code max.connections}
 * @param maxPerIp from one address, {@code max.connections.per.ip}
 * @param maxPerIpOverrides from single addresses, {@code max.connections.per.ip.overrides}
 * @param creationRate new ones per second, {@code max.connection.creation.rate}
 */
public record ConnectionLimits(
    int max, int maxPerIp, Map<InetAddress, Integer> maxPerIpOverrides, int creationRate) {
  public ConnectionLimits {
    maxPerIpOverrides = Map.copyOf(maxPerIpOverrides);
  }

  /** Those of a broker as they are set now, known to be valid. */
  public static ConnectionLimits from(Settings settings) {
    return from(settings, new ArrayList<>());
  }

  /**
   * Those of a broker.
   *
   * @param problems takes a sentence for each value that is none
   */
  public static ConnectionLimits from(Settings settings, List<String> problems) {
    return new ConnectionLimits(
        settings.get(NetworkKeys.MAX_CONNECTIONS),
        settings.get(NetworkKeys.MAX_CONNECTIONS_PER_IP),
        ConnectionConfig.overrides(
            settings.get(NetworkKeys.MAX_CONNECTIONS_PER_IP_OVERRIDES), problems),
        settings.get(NetworkKeys.MAX_CONNECTION_CREATION_RATE));
  }

  /** How many an address may have. */
  public int of(InetAddress ip) {
    return maxPerIpOverrides.getOrDefault(ip, maxPerIp);
  }
}
