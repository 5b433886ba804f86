package io.ottla.server.handler;

import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.MetadataImage;
import io.ottla.server.request.RequestContext;
import io.ottla.wire.message.RegisterBrokerRecord.BrokerEndpoint;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where clients reach the brokers: through the listener by which they came in themselves. A
 * listener of this broker that listens on every interface, and is not advertised, is reached where
 * the client's own connection ends, so that whatever address worked once goes on working.
 */
public final class ClientEndpoints {
  private final int nodeId;
  private final Set<String> withHost;

  /**
   * Takes what is known from the configuration.
   *
   * @param nodeId of this broker
   * @param withHost the listeners of this broker of which the configuration names the host
   */
  public ClientEndpoints(int nodeId, Set<String> withHost) {
    this.nodeId = nodeId;
    this.withHost = withHost;
  }

  /** A host as clients resolve it, and a port. */
  record Address(String host, int port) {}

  /** Where this client reaches the broker; null where the broker lacks the client's listener. */
  @Nullable Address address(RequestContext context, BrokerRegistration broker) {
    BrokerEndpoint endpoint = broker.endpoint(context.listener().name());
    if (endpoint == null) {
      return null;
    }
    return address(context, broker.id(), new Address(endpoint.host(), endpoint.port()));
  }

  /** Where this client reaches a node whose endpoint for the client's listener is registered. */
  Address address(RequestContext context, int id, Address registered) {
    boolean here = id == nodeId && !withHost.contains(context.listener().name());
    return here ? local(context) : registered;
  }

  /** The same by id; null also for a broker that is not registered or is fenced. */
  @Nullable Address address(RequestContext context, MetadataImage image, int brokerId) {
    BrokerRegistration broker = image.cluster().broker(brokerId);
    return broker == null || broker.fenced() ? null : address(context, broker);
  }

  /** The end of the client's connection that is here. */
  private static Address local(RequestContext context) {
    InetAddress address = context.local().getAddress();
    String host = address == null ? context.local().getHostString() : address.getHostAddress();
    int zone = host.indexOf('%'); // of a link-local address; it means nothing on another host
    return new Address(zone < 0 ? host : host.substring(0, zone), context.local().getPort());
  }
}
