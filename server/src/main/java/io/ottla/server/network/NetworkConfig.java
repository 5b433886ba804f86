package io.ottla.server.network;

/**
 * The limits of the network.
 *
 * @param maxFrameBytes of a request, {@code socket.request.max.bytes}
 * @param maxIdleMs after which a silent connection is closed, {@code connections.max.idle.ms}
 * @param maxQueuedRequests that were read and wait for others of their connections, {@code
 *     queued.max.requests}
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
    int maxQueuedRequests,
    long maxQueuedBytes,
    int sendBufferBytes,
    int receiveBufferBytes,
    int backlog,
    int copyMaxBytes) {}
