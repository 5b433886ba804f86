package io.ottla.server;

import io.ottla.server.config.Endpoint;
import io.ottla.server.metrics.BrokerMetrics;
import io.ottla.server.metrics.HttpEndpoint;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a broker shows of itself over HTTP, from before its logs are recovered until they are
 * closed: both may take long, and a process that does not answer meanwhile looks dead to who
 * watches it.
 */
final class BrokerHealth implements AutoCloseable {
  private final BrokerMetrics metrics = new BrokerMetrics();
  private final @Nullable HttpEndpoint http;
  private volatile boolean serving;
  private volatile boolean stopped;

  /**
   * Answers from here on.
   *
   * @param endpoint null where nothing is shown
   */
  BrokerHealth(@Nullable Endpoint endpoint) {
    this.http = endpoint == null ? null : HttpEndpoint.start(endpoint, metrics, this::isReady);
  }

  BrokerMetrics metrics() {
    return metrics;
  }

  /** The broker accepts connections. */
  void onServing() {
    serving = true;
  }

  /** The broker has failed or is about to stop; it does not serve again. From any thread. */
  void onStopped() {
    stopped = true;
  }

  private boolean isReady() {
    return serving && !stopped;
  }

  /** Where it is shown, the port resolved; null where it is not. */
  @Nullable InetSocketAddress address() {
    return http == null ? null : http.address();
  }

  @Override
  public void close() {
    if (http != null) {
      http.close();
    }
  }
}
