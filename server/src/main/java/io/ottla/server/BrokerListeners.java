package io.ottla.server;

import io.ottla.server.config.Endpoint;
import io.ottla.server.config.Listener;
import io.ottla.server.config.ListenersConfig;
import io.ottla.server.handler.ApiVersionsHandler;
import io.ottla.server.network.NetworkServer;
import io.ottla.server.request.HandlerRegistry;
import io.ottla.server.request.ListenerInfo;
import io.ottla.server.start.Ports;
import io.ottla.server.start.StartException;
import io.ottla.wire.message.BrokerRegistrationRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds the configured listeners and knows what to tell others of them. */
final class BrokerListeners {
  private final ListenersConfig config;
  private final Map<String, InetSocketAddress> bound = new LinkedHashMap<>();

  BrokerListeners(ListenersConfig config) {
    this.config = config;
  }

  /** Binds all; clients are served once the server starts to accept. */
  void bind(NetworkServer server, HandlerRegistry broker, HandlerRegistry controller)
      throws StartException {
    for (Listener listener : config.listeners()) {
      boolean isController = config.controllerNames().contains(listener.name());
      HandlerRegistry handlers = isController ? controller : broker;
      try {
        InetSocketAddress address =
            server.listen(
                Ports.address(listener.endpoint()),
                new ListenerInfo(listener.name(), isController),
                handlers,
                context -> ApiVersionsHandler.unsupported(handlers));
        bound.put(listener.name(), address);
      } catch (IOException e) {
        throw new StartException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Where the broker listens, by listener, with ports resolved. */
  Map<String, InetSocketAddress> bound() {
    return Map.copyOf(bound);
  }

  /** The listeners as the broker registers them: advertised, or where they are bound. */
  List<BrokerRegistrationRequest.Listener> registered() {
    return registered(config.brokerListeners());
  }

  /** The same for the listeners of the controller. */
  List<BrokerRegistrationRequest.Listener> registeredForControllers() {
    return registered(config.controllerListeners());
  }

  private List<BrokerRegistrationRequest.Listener> registered(List<Listener> listeners) {
    List<BrokerRegistrationRequest.Listener> registered = new ArrayList<>();
    for (Listener listener : listeners) {
      InetSocketAddress address = bound.get(listener.name());
      Endpoint advertised = config.advertised(listener.name());
      int port = advertised != null ? advertised.port() : address == null ? 0 : address.getPort();
      registered.add(
          new BrokerRegistrationRequest.Listener(
              listener.name(), host(listener, advertised), port, listener.protocol().id()));
    }
    return registered;
  }

  // Of what listens on every interface clients are told the address they came by; others are not.
  private static String host(Listener listener, @Nullable Endpoint advertised) {
    if (advertised != null && !advertised.host().isEmpty()) {
      return advertised.host();
    }
    return listener.endpoint().host().isEmpty() ? "localhost" : listener.endpoint().host();
  }
}
