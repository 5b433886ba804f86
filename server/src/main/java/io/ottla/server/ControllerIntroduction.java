package io.ottla.server;

import io.ottla.replication.controller.ControllerGateway;
import io.ottla.replication.controller.ControllerRequestContext;
import io.ottla.replication.controller.ControllerSettings;
import io.ottla.replication.image.FeaturesImage;
import io.ottla.wire.message.BrokerRegistrationRequest;
import io.ottla.wire.message.ControllerRegistrationRequest;
import io.ottla.wire.message.ControllerRegistrationRequest.Feature;
import io.ottla.wire.message.ControllerRegistrationRequest.Listener;
import io.ottla.wire.message.ControllerRegistrationResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells the cluster by which listeners this node's controller is reached (KIP-919); without such a
 * listener there is nothing to tell.
 */
record ControllerIntroduction(
    ControllerGateway gateway,
    int nodeId,
    Uuid incarnationId,
    List<BrokerRegistrationRequest.Listener> listeners) {

  /** Registers the controller's listeners where there are any. */
  void register(Consumer<ErrorCode> done) {
    if (listeners.isEmpty()) {
      done.accept(ErrorCode.NONE);
      return;
    }
    gateway.submit(
        ControllerRequestContext.ofBroker(ControllerRegistrationRequest.HIGHEST_VERSION),
        request(),
        response ->
            done.accept(ErrorCode.of(((ControllerRegistrationResponse) response).errorCode())));
  }

  private ControllerRegistrationRequest request() {
    return ControllerRegistrationRequest.builder()
        .controllerId(nodeId)
        .incarnationId(incarnationId)
        .listeners(
            listeners.stream()
                .map(l -> new Listener(l.name(), l.host(), l.port(), l.securityProtocol()))
                .toList())
        .features(
            List.of(
                new Feature(
                    FeaturesImage.METADATA_VERSION,
                    ControllerSettings.METADATA_VERSIONS.min(),
                    ControllerSettings.METADATA_VERSIONS.max())))
        .build();
  }
}
