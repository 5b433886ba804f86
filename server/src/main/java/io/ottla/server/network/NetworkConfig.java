package io.ottla.server.network;

import java.net.InetAddress;
import java.util.Map;

/**
 * The limits of the network.
 *
 * @param maxFrameBytes of a request, {@code socket.request.max.bytes}
 * @param maxIdleMs after which a silent connection is closed, {@code connections.max.idle.ms}
 * @param maxConnections in all, {@code max.connections}
 * @param maxConnectionsPerIp from one address, {@code max.connections.per.ip}
 * @param maxConnectionsPerIpOverrides from single addresses, {@code
 *     max.connections.per.ip.overrides}
 * @param maxQueuedBytes of requests in flight in all, {@code queued.max.request.bytes}, or a
 *     default where that is -1
 * @param sendBufferBytes of a socket, or -1 for the system's choice
 * @param receiveBufferBytes of a socket, or -1 for the system's choice
 * @param backlog of connections that wait to be accepted
 * @param copyMaxBytes up to which a record payload is copied behind its response header; a larger
 *     one goes by sendfile
 */
public record NetworkConfig(
    int maxFrameBytes,
    long maxIdleMs,
    int maxConnections,
    int maxConnectionsPerIp,
    Map<InetAddress, Integer> maxConnectionsPerIpOverrides,
    long maxQueuedBytes,
    int sendBufferBytes,
    int receiveBufferBytes,
    int backlog,
    int copyMaxBytes) {
  public NetworkConfig {
    maxConnectionsPerIpOverrides = Map.copyOf(maxConnectionsPerIpOverrides);
  }
}
