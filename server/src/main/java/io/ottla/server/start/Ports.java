package io.ottla.server.start;

import io.ottla.server.config.Endpoint;
import io.ottla.server.config.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** Looks whether a broker could listen, before it touches its data. */
public final class Ports {
  private Ports() {}

  /**
   * Binds each listener's address for a moment.
   *
   * @throws StartException when one of them is taken or not of this machine
   */
  public static void check(List<Listener> listeners) throws StartException {
    for (Listener listener : listeners) {
      InetSocketAddress address = address(listener.endpoint());
      if (address.isUnresolved()) {
        throw new StartException("cannot listen on " + listener + ": the host is not known");
      }
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(address);
      } catch (IOException e) {
        throw new StartException(
            "cannot listen on " + listener + ": " + String.valueOf(e.getMessage()));
      }
    }
  }

  /** What a listener binds to: every interface where its host is empty. */
  public static InetSocketAddress address(Endpoint endpoint) {
    return endpoint.host().isEmpty()
        ? new InetSocketAddress(endpoint.port())
        : new InetSocketAddress(endpoint.host(), endpoint.port());
  }
}
