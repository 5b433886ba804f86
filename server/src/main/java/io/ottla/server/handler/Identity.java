package io.ottla.server.handler;

/**
 * Which broker of which cluster this is.
 *
 * @param clusterId as written in {@code meta.properties}
 * @param nodeId as in {@code node.id}
 */
public record Identity(String clusterId, int nodeId) {}
