package io.ottla.replication.decider;

import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.RecordVersions;
import io.ottla.wire.message.BrokerHeartbeatRequest;
import io.ottla.wire.message.BrokerHeartbeatResponse;
import io.ottla.wire.message.BrokerRegistrationChangeRecord;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;

/**
 * BrokerHeartbeat (63), v0–2. Carries a broker's wish to serve, to be fenced or to shut down; only
 * a change becomes a record. Who serves again is elected where no one leads; who leaves loses its
 * leaderships, and a failed log directory those of its replicas (KIP-858).
 *
 * <p>Checks, in order: the broker is registered; its epoch is the current one. A broker is unfenced
 * once it has read the metadata up to its own registration.
 */
final class BrokerHeartbeat implements Decider<BrokerHeartbeatRequest, BrokerHeartbeatResponse> {
  private static final byte YES = 1;
  private static final byte NO = -1;
  private static final byte UNCHANGED = 0;
  private static final int FIRST_RECORD_VERSION_WITH_SHUTDOWN = 1;
  private static final int FIRST_RECORD_VERSION_WITH_DIRECTORIES = 2;

  @Override
  public Decision<BrokerHeartbeatResponse> decide(Scene scene, BrokerHeartbeatRequest request) {
    BrokerRegistration broker = scene.image().cluster().broker(request.brokerId());
    if (broker == null) {
      return Decision.readOnly(refuse(request, ErrorCode.BROKER_ID_NOT_REGISTERED));
    }
    if (broker.epoch() != request.brokerEpoch()) {
      return Decision.readOnly(refuse(request, ErrorCode.STALE_BROKER_EPOCH));
    }
    boolean caughtUp = request.currentMetadataOffset() >= broker.epoch();
    byte fenced = fencing(broker, request, caughtUp);
    boolean shutsDown = request.wantShutDown() && !broker.inControlledShutdown();
    List<Uuid> directories = remaining(broker, request.offlineLogDirs());
    List<MetadataRecord> records = new ArrayList<>();
    if (fenced != UNCHANGED || (shutsDown && !broker.fenced()) || !directories.isEmpty()) {
      BrokerRegistrationChangeRecord change =
          BrokerRegistrationChangeRecord.builder()
              .brokerId(broker.id())
              .brokerEpoch(broker.epoch())
              .fenced(fenced)
              .inControlledShutdown(shutsDown ? YES : UNCHANGED)
              .logDirs(directories)
              .build();
      records.addAll(change(scene.image(), change));
    }
    return new Decision<>(
        records,
        BrokerHeartbeatResponse.builder()
            .isCaughtUp(caughtUp)
            .isFenced(fenced == UNCHANGED ? broker.fenced() : fenced == YES)
            .shouldShutDown(request.wantShutDown())
            .build());
  }

  @Override
  public BrokerHeartbeatResponse refuse(BrokerHeartbeatRequest request, ErrorCode error) {
    return BrokerHeartbeatResponse.builder().errorCode(error.code()).build();
  }

  /** The directories left when some have failed; none when there is nothing new, or all failed. */
  private static List<Uuid> remaining(BrokerRegistration broker, List<Uuid> offline) {
    List<Uuid> left = new ArrayList<>(broker.logDirs());
    return left.removeAll(offline) ? left : List.of();
  }

  /**
   * A broker that shuts down is fenced with the same record: elections are decided at once, so
   * there is nothing left for it to wait for.
   */
  private static byte fencing(
      BrokerRegistration broker, BrokerHeartbeatRequest request, boolean caughtUp) {
    boolean wantsOut = request.wantFence() || request.wantShutDown();
    if (broker.fenced()) {
      return !wantsOut && caughtUp ? NO : UNCHANGED;
    }
    return wantsOut ? YES : UNCHANGED;
  }

  private static List<MetadataRecord> change(
      MetadataImage image, BrokerRegistrationChangeRecord change) {
    short version = RecordVersions.brokerRegistrationChange(image.features().metadataVersion());
    BrokerRegistrationChangeRecord written =
        change.toBuilder()
            .inControlledShutdown(
                version >= FIRST_RECORD_VERSION_WITH_SHUTDOWN
                    ? change.inControlledShutdown()
                    : UNCHANGED)
            .logDirs(
                version >= FIRST_RECORD_VERSION_WITH_DIRECTORIES ? change.logDirs() : List.of())
            .build();
    List<MetadataRecord> records = new ArrayList<>();
    records.add(new MetadataRecord(written, version));
    records.addAll(Election.afterBrokerChange(image.replay(written), change.brokerId()));
    return records;
  }
}
