package io.ottla.server.config;

import io.ottla.server.config.key.NetworkKeys;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds on connections and on requests in flight.
 *
 * @param maxIdleMs a connection without a request for so long is closed
 * @param limits who may connect, as the property file has it
 * @param sendBufferBytes -1 leaves it to the operating system
 * @param receiveBufferBytes -1 leaves it to the operating system
 * @param maxInFlightBytes -1 means no limit was configured
 */
public record ConnectionConfig(
    long maxIdleMs,
    ConnectionLimits limits,
    int maxRequestBytes,
    int maxInFlightRequests,
    long maxInFlightBytes,
    int sendBufferBytes,
    int receiveBufferBytes,
    int acceptBacklog,
    int ioThreads) {
  static ConnectionConfig from(Settings settings, List<String> problems) {
    return new ConnectionConfig(
        settings.get(NetworkKeys.CONNECTIONS_MAX_IDLE_MS),
        ConnectionLimits.from(settings, problems),
        settings.get(NetworkKeys.SOCKET_REQUEST_MAX_BYTES),
        settings.get(NetworkKeys.QUEUED_MAX_REQUESTS),
        settings.get(NetworkKeys.QUEUED_MAX_REQUEST_BYTES),
        settings.get(NetworkKeys.SOCKET_SEND_BUFFER_BYTES),
        settings.get(NetworkKeys.SOCKET_RECEIVE_BUFFER_BYTES),
        settings.get(NetworkKeys.SOCKET_LISTEN_BACKLOG_SIZE),
        settings.get(NetworkKeys.NUM_NETWORK_THREADS) + settings.get(NetworkKeys.NUM_IO_THREADS));
  }

  /**
   * Reads {@code address:count} pairs; host names are resolved here, once.
   *
   * @param problems takes a sentence for each pair that is not one
   */
  public static Map<InetAddress, Integer> overrides(String text, List<String> problems) {
    Map<InetAddress, Integer> limits = new HashMap<>();
    for (String pair : text.isBlank() ? new String[0] : text.split(",", -1)) {
      int colon = pair.lastIndexOf(':');
      String count = pair.substring(colon + 1).trim();
      if (colon <= 0 || !count.matches("\\d{1,9}")) {
        problems.add(
            "Invalid value "
                + pair
                + " for configuration max.connections.per.ip.overrides: must be address:count");
      } else {
        String host = pair.substring(0, colon).trim();
        try {
          limits.put(InetAddress.getByName(host), Integer.valueOf(count));
        } catch (UnknownHostException e) {
          problems.add("max.connections.per.ip.overrides: unknown host " + host);
        }
      }
    }
    return limits;
  }
}
