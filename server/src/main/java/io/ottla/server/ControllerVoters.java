package io.ottla.server;

import io.ottla.server.config.BrokerConfig;
import io.ottla.server.config.Endpoint;
import io.ottla.wire.message.VotersRecord;
import java.util.List;

/**
 * Where a new cluster's metadata log says that its controller listens. As with Apache Kafka, the
 * log names the voters where the configuration does not, so that either of them can be started with
 * the same properties on the same directory.
 */
final class ControllerVoters {
  private ControllerVoters() {}

  /** Empty where the configuration names the voters, or there is no controller listener. */
  static List<VotersRecord.Endpoint> of(BrokerConfig config) {
    if (!config.quorum().voters().isEmpty() || config.quorum().bootstrapServers().isEmpty()) {
      return List.of();
    }
    return config.listeners().controllerListeners().stream()
        .map(
            listener -> {
              Endpoint advertised = config.listeners().advertised(listener.name());
              Endpoint endpoint = advertised == null ? listener.endpoint() : advertised;
              String host = endpoint.host().isEmpty() ? "localhost" : endpoint.host();
              return new VotersRecord.Endpoint(listener.name(), host, endpoint.port());
            })
        .toList();
  }
}
