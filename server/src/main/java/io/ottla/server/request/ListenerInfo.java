package io.ottla.server.request;

/**
 * A listener as requests see it.
 *
 * @param name as in {@code listeners}
 * @param controller whether it is one of {@code controller.listener.names}
 */
public record ListenerInfo(String name, boolean controller) {}
