package io.ottla.replication.decider;

import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.RecordVersions;
import io.ottla.wire.message.ControllerRegistrationRequest;
import io.ottla.wire.message.ControllerRegistrationResponse;
import io.ottla.wire.message.RegisterControllerRecord;
import io.ottla.wire.message.RegisterControllerRecord.ControllerEndpoint;
import io.ottla.wire.message.RegisterControllerRecord.ControllerFeature;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;

/**
 * ControllerRegistration (70), v0. A controller that starts tells where it is reached and what it
 * supports, for tools that come by {@code --bootstrap-controller} (KIP-919).
 *
 * <p>Checks, in order: the {@code metadata.version} knows such records (3.7).
 */
final class RegisterController
    implements Decider<ControllerRegistrationRequest, ControllerRegistrationResponse> {
  @Override
  public Decision<ControllerRegistrationResponse> decide(
      Scene scene, ControllerRegistrationRequest request) {
    if (!RecordVersions.knowsControllers(scene.image().features().metadataVersion())) {
      return Decision.readOnly(refuse(request, ErrorCode.UNSUPPORTED_VERSION));
    }
    return new Decision<>(
        List.of(new MetadataRecord(record(request), (short) 0)),
        ControllerRegistrationResponse.builder().build());
  }

  @Override
  public ControllerRegistrationResponse refuse(
      ControllerRegistrationRequest request, ErrorCode error) {
    return ControllerRegistrationResponse.builder()
        .errorCode(error.code())
        .errorMessage(error.message())
        .build();
  }

  private static RegisterControllerRecord record(ControllerRegistrationRequest request) {
    return RegisterControllerRecord.builder()
        .controllerId(request.controllerId())
        .incarnationId(request.incarnationId())
        .zkMigrationReady(request.zkMigrationReady())
        .endPoints(
            request.listeners().stream()
                .map(
                    l -> new ControllerEndpoint(l.name(), l.host(), l.port(), l.securityProtocol()))
                .toList())
        .features(
            request.features().stream()
                .map(
                    f ->
                        new ControllerFeature(
                            f.name(), f.minSupportedVersion(), f.maxSupportedVersion()))
                .toList())
        .build();
  }
}
