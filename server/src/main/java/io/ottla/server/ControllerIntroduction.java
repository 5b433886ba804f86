package io.ottla.server;

import io.ottla.replication.controller.ControllerGateway;
import io.ottla.replication.controller.ControllerRequestContext;
import io.ottla.replication.controller.ControllerSettings;
import io.ottla.replication.controller.MetadataApplier;
import io.ottla.replication.image.FeaturesImage;
import io.ottla.replication.image.MetadataDelta;
import io.ottla.replication.image.RecordVersions;
import io.ottla.runtime.EventLoop;
import io.ottla.wire.message.BrokerRegistrationRequest;
import io.ottla.wire.message.ControllerRegistrationRequest;
import io.ottla.wire.message.ControllerRegistrationRequest.Feature;
import io.ottla.wire.message.ControllerRegistrationRequest.Listener;
import io.ottla.wire.message.ControllerRegistrationResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the cluster by which listeners this node's controller is reached (KIP-919); without such a
 * listener there is nothing to tell, and under a {@code metadata.version} before 3.7 it is told
 * once that is raised. Owned by the controller loop.
 */
final class ControllerIntroduction implements MetadataApplier {
  private static final Logger log = LoggerFactory.getLogger(ControllerIntroduction.class);

  private final EventLoop loop;
  private final int nodeId;
  private final Uuid incarnationId;
  private boolean isPossible;
  private @Nullable Runnable waiting;

  ControllerIntroduction(EventLoop loop, int nodeId, Uuid incarnationId) {
    this.loop = loop;
    this.nodeId = nodeId;
    this.incarnationId = incarnationId;
  }

  /**
   * Registers the controller's listeners where there are any. From any thread.
   *
   * @param done hears the answer, or that there is nothing to do yet
   */
  void register(
      ControllerGateway gateway,
      List<BrokerRegistrationRequest.Listener> listeners,
      Consumer<ErrorCode> done) {
    if (listeners.isEmpty()) {
      done.accept(ErrorCode.NONE);
      return;
    }
    loop.execute(
        () -> {
          if (isPossible) {
            submit(gateway, listeners, done);
          } else {
            log.info("controller not registered yet reason=\"metadata.version is below 3.7\"");
            waiting = () -> submit(gateway, listeners, this::onLateAnswer);
            done.accept(ErrorCode.NONE);
          }
        });
  }

  private void onLateAnswer(ErrorCode error) {
    if (error != ErrorCode.NONE) {
      log.error("controller not registered error={}", error);
    }
  }

  private void submit(
      ControllerGateway gateway,
      List<BrokerRegistrationRequest.Listener> listeners,
      Consumer<ErrorCode> done) {
    gateway.submit(
        ControllerRequestContext.ofBroker(ControllerRegistrationRequest.HIGHEST_VERSION),
        request(listeners),
        response ->
            done.accept(ErrorCode.of(((ControllerRegistrationResponse) response).errorCode())));
  }

  @Override
  public void apply(MetadataDelta delta, Runnable applied) {
    applied.run();
  }

  @Override
  public void onVisible(MetadataDelta delta) {
    isPossible = RecordVersions.knowsControllers(delta.image().features().metadataVersion());
    Runnable late = waiting;
    if (isPossible && late != null) {
      waiting = null;
      loop.execute(late);
    }
  }

  private ControllerRegistrationRequest request(
      List<BrokerRegistrationRequest.Listener> listeners) {
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
