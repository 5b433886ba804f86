package io.ottla.server.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the broker listens and what it tells others to connect to.
 *
 * @param listeners in the configured order
 * @param advertised by listener name; a listener that is missing is advertised as it is configured,
 *     or as the local address of each client's own connection where that names no host
 * @param controllerNames which listeners belong to the controller
 * @param interBrokerName the listener that brokers use among themselves
 */
public record ListenersConfig(
    List<Listener> listeners,
    Map<String, Endpoint> advertised,
    Set<String> controllerNames,
    String interBrokerName) {
  public ListenersConfig {
    listeners = List.copyOf(listeners);
    advertised = Collections.unmodifiableMap(new LinkedHashMap<>(advertised));
    controllerNames = Set.copyOf(controllerNames);
  }

  /** The listeners that clients use. */
  public List<Listener> brokerListeners() {
    return listeners.stream().filter(one -> !controllerNames.contains(one.name())).toList();
  }

  /** The listeners of the controller; empty where this node has none. */
  public List<Listener> controllerListeners() {
    return listeners.stream().filter(one -> controllerNames.contains(one.name())).toList();
  }

  /** The listeners of which the configuration says by which host they are reached. */
  public Set<String> withHost() {
    return listeners.stream()
        .filter(one -> advertised.containsKey(one.name()) || !one.endpoint().isEveryInterface())
        .map(Listener::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  public @Nullable Endpoint advertised(String listenerName) {
    return advertised.get(listenerName);
  }
}
