package io.ottla.server.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the broker listens and what it tells others to connect to.
 *
 * @param listeners in the configured order
 * @param advertised by listener name; a listener that is missing is advertised as the local address
 *     of each client's own connection
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

  public @Nullable Endpoint advertised(String listenerName) {
    return advertised.get(listenerName);
  }
}
