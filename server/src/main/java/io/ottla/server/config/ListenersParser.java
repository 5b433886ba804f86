package io.ottla.server.config;

import io.ottla.server.config.key.NetworkKeys;
import io.ottla.server.config.key.QuorumKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the listener properties together and collects what is wrong with them. */
final class ListenersParser {
  private final Settings settings;
  private final List<String> problems;
  private final Set<String> controllerNames = new HashSet<>();
  private final Map<String, SecurityProtocol> protocols = new HashMap<>();

  ListenersParser(Settings settings, List<String> problems) {
    this.settings = settings;
    this.problems = problems;
  }

  ListenersConfig parse() {
    List<String> names = settings.find(QuorumKeys.CONTROLLER_LISTENER_NAMES);
    if (names != null) {
      names.forEach(name -> controllerNames.add(upper(name)));
    }
    readProtocols();
    List<Listener> listeners = readListeners();
    return new ListenersConfig(
        listeners, readAdvertised(listeners), controllerNames, interBrokerName(listeners));
  }

  /** A controller listener without an entry speaks plaintext, as does Kafka's default. */
  private void readProtocols() {
    String map = settings.get(NetworkKeys.LISTENER_SECURITY_PROTOCOL_MAP);
    for (String pair : map.split(",", -1)) {
      int colon = pair.indexOf(':');
      SecurityProtocol protocol = colon < 0 ? null : protocol(pair.substring(colon + 1));
      if (protocol == null) {
        problem(NetworkKeys.LISTENER_SECURITY_PROTOCOL_MAP.name(), pair, "must be NAME:PROTOCOL");
      } else {
        protocols.put(upper(pair.substring(0, colon)), protocol);
      }
    }
    controllerNames.forEach(name -> protocols.putIfAbsent(name, SecurityProtocol.PLAINTEXT));
  }

  private List<Listener> readListeners() {
    String property = NetworkKeys.LISTENERS.name();
    List<Listener> listeners = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<Endpoint> endpoints = new HashSet<>();
    for (String text : settings.get(NetworkKeys.LISTENERS)) {
      Listener listener = readListener(property, text);
      if (listener == null) {
        continue;
      }
      if (!names.add(listener.name())) {
        problem(property, text, "the name is used twice");
      } else if (listener.endpoint().port() != 0 && !endpoints.add(listener.endpoint())) {
        problem(property, text, "the address is used twice");
      } else {
        listeners.add(listener);
      }
    }
    return listeners;
  }

  private @Nullable Listener readListener(String property, String text) {
    int separator = text.indexOf("://");
    Endpoint endpoint = separator <= 0 ? null : Endpoint.parse(text.substring(separator + 3));
    if (endpoint == null) {
      problem(property, text, "must be NAME://host:port");
      return null;
    }
    String name = upper(text.substring(0, separator));
    SecurityProtocol protocol = protocols.get(name);
    if (protocol == null) {
      problem(property, text, "listener.security.protocol.map has no entry for " + name);
      return null;
    }
    if (protocol != SecurityProtocol.PLAINTEXT) {
      problem(property, text, protocol + " is not served yet");
    }
    return new Listener(name, endpoint, protocol);
  }

  private Map<String, Endpoint> readAdvertised(List<Listener> listeners) {
    Map<String, Endpoint> advertised = new LinkedHashMap<>();
    List<String> texts = settings.find(NetworkKeys.ADVERTISED_LISTENERS);
    String property = NetworkKeys.ADVERTISED_LISTENERS.name();
    for (String text : texts == null ? List.<String>of() : texts) {
      int separator = text.indexOf("://");
      Endpoint endpoint = separator <= 0 ? null : Endpoint.parse(text.substring(separator + 3));
      String name = separator <= 0 ? "" : upper(text.substring(0, separator));
      if (endpoint == null) {
        problem(property, text, "must be NAME://host:port");
      } else if (endpoint.isEveryInterface()) {
        problem(property, text, "clients cannot connect to this host; name one they can reach");
      } else if (!isListener(listeners, name)) {
        problem(property, text, "no listener has this name");
      } else {
        advertised.put(name, endpoint);
      }
    }
    return advertised;
  }

  private String interBrokerName(List<Listener> listeners) {
    String given = settings.find(NetworkKeys.INTER_BROKER_LISTENER_NAME);
    String name = upper(given == null ? interBrokerProtocol() : given);
    if (isListener(listeners, name)) {
      return name;
    }
    if (given != null && !listeners.isEmpty()) {
      problem(NetworkKeys.INTER_BROKER_LISTENER_NAME.name(), given, "no listener has this name");
    }
    return listeners.stream()
        .map(Listener::name)
        .filter(one -> !controllerNames.contains(one))
        .findFirst()
        .orElse(name);
  }

  private String interBrokerProtocol() {
    return settings.get(NetworkKeys.SECURITY_INTER_BROKER_PROTOCOL);
  }

  private static boolean isListener(List<Listener> listeners, String name) {
    return listeners.stream().anyMatch(one -> one.name().equals(name));
  }

  private static @Nullable SecurityProtocol protocol(String name) {
    for (SecurityProtocol protocol : SecurityProtocol.values()) {
      if (protocol.name().equals(upper(name))) {
        return protocol;
      }
    }
    return null;
  }

  private static String upper(String name) {
    return name.trim().toUpperCase(Locale.ROOT);
  }

  private void problem(String property, String value, String reason) {
    problems.add("Invalid value " + value + " for configuration " + property + ": " + reason);
  }
}
