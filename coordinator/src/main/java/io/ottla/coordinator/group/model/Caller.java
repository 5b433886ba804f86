package io.ottla.coordinator.group.model;

/**
 * Who sent a request.
 *
 * @param apiVersion of the request
 * @param clientId as the client names itself; empty when it does not
 * @param clientHost the client's address as DescribeGroups shows it, such as {@code /127.0.0.1}
 */
public record Caller(short apiVersion, String clientId, String clientHost) {}
