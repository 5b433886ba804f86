package io.ottla.server.request;

import io.ottla.runtime.EventLoop;
import io.ottla.wire.protocol.ApiKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a request that is not in its body.
 *
 * @param version of the API, within the range that its handler serves
 * @param principal who asks; for a forwarded request who asked first
 * @param listener where it came in
 * @param local the address of the broker's end of the connection
 * @param remote the address of the client's end
 * @param loop the I/O loop of the connection, on which the handler runs
 */
public record RequestContext(
    ApiKey api,
    short version,
    int correlationId,
    @Nullable String clientId,
    Principal principal,
    ListenerInfo listener,
    InetSocketAddress local,
    InetSocketAddress remote,
    EventLoop loop) {

  /** The client id, empty where none was given. */
  public String clientIdOrEmpty() {
    return clientId == null ? "" : clientId;
  }

  /** The client's address in the form that groups and logs show it: {@code /127.0.0.1}. */
  public String clientHost() {
    return remote.getAddress() == null
        ? remote.getHostString()
        : "/" + remote.getAddress().getHostAddress();
  }
}
