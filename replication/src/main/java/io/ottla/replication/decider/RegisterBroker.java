package io.ottla.replication.decider;

import io.ottla.replication.controller.ControllerSettings;
import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.FeaturesImage;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.RecordVersions;
import io.ottla.wire.message.BrokerRegistrationRequest;
import io.ottla.wire.message.BrokerRegistrationResponse;
import io.ottla.wire.message.RegisterBrokerRecord;
import io.ottla.wire.message.RegisterBrokerRecord.BrokerEndpoint;
import io.ottla.wire.message.RegisterBrokerRecord.BrokerFeature;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * BrokerRegistration (62), v0–4. A broker that starts introduces itself; it stays fenced until its
 * heartbeat says that it has caught up. Its epoch is the offset of its record.
 *
 * <p>Checks, in order: the cluster id; the broker supports every finalized feature that the
 * controller knows; its log directories have ids, each one once.
 */
final class RegisterBroker
    implements Decider<BrokerRegistrationRequest, BrokerRegistrationResponse> {
  private static final int FIRST_RECORD_VERSION_WITH_DIRECTORIES = 3;
  private static final int RESERVED_IDS = 100;

  private final ControllerSettings settings;

  RegisterBroker(ControllerSettings settings) {
    this.settings = settings;
  }

  @Override
  public Decision<BrokerRegistrationResponse> decide(
      Scene scene, BrokerRegistrationRequest request) {
    ErrorCode error = check(scene.image(), request);
    if (error != ErrorCode.NONE) {
      return Decision.readOnly(refuse(request, error));
    }
    BrokerRegistration known = scene.image().cluster().broker(request.brokerId());
    if (known != null && !known.incarnationId().equals(request.incarnationId())) {
      known = null; // another run of the process: a new epoch
    }
    long epoch = known == null ? scene.nextOffset() : known.epoch();
    boolean fenced = known == null || known.fenced();
    short version = RecordVersions.registerBroker(scene.image().features().metadataVersion());
    RegisterBrokerRecord record = record(request, epoch, fenced, version);
    List<MetadataRecord> records = new ArrayList<>();
    records.add(new MetadataRecord(record, version));
    records.addAll(Election.afterBrokerChange(scene.image().replay(record), request.brokerId()));
    return new Decision<>(records, BrokerRegistrationResponse.builder().brokerEpoch(epoch).build());
  }

  @Override
  public BrokerRegistrationResponse refuse(BrokerRegistrationRequest request, ErrorCode error) {
    return BrokerRegistrationResponse.builder().errorCode(error.code()).build();
  }

  private ErrorCode check(MetadataImage image, BrokerRegistrationRequest request) {
    if (!request.clusterId().equals(settings.clusterId())) {
      return ErrorCode.INCONSISTENT_CLUSTER_ID;
    }
    if (!supportsFinalized(image.features(), request)) {
      return ErrorCode.UNSUPPORTED_VERSION;
    }
    boolean distinct = new HashSet<>(request.logDirs()).size() == request.logDirs().size();
    boolean named = request.logDirs().stream().noneMatch(RegisterBroker::isReserved);
    return distinct && named ? ErrorCode.NONE : ErrorCode.INVALID_REQUEST;
  }

  /** KIP-858 keeps the first hundred ids for itself. */
  private static boolean isReserved(Uuid id) {
    return id.mostSignificantBits() == 0
        && id.leastSignificantBits() >= 0
        && id.leastSignificantBits() < RESERVED_IDS;
  }

  private boolean supportsFinalized(FeaturesImage features, BrokerRegistrationRequest request) {
    Map<String, BrokerRegistrationRequest.Feature> supported = new HashMap<>();
    request.features().forEach(f -> supported.put(f.name(), f));
    for (Map.Entry<String, Short> level : features.levels().entrySet()) {
      if (!settings.features().containsKey(level.getKey())) {
        continue; // finalized by another product; this controller does not act on it either
      }
      BrokerRegistrationRequest.Feature range = supported.get(level.getKey());
      if (range == null
          || range.minSupportedVersion() > level.getValue()
          || range.maxSupportedVersion() < level.getValue()) {
        return false;
      }
    }
    return true;
  }

  private static RegisterBrokerRecord record(
      BrokerRegistrationRequest request, long epoch, boolean fenced, short version) {
    return RegisterBrokerRecord.builder()
        .brokerId(request.brokerId())
        .incarnationId(request.incarnationId())
        .brokerEpoch(epoch)
        .endPoints(
            request.listeners().stream()
                .map(l -> new BrokerEndpoint(l.name(), l.host(), l.port(), l.securityProtocol()))
                .toList())
        .features(
            request.features().stream()
                .map(
                    f ->
                        new BrokerFeature(
                            f.name(), f.minSupportedVersion(), f.maxSupportedVersion()))
                .toList())
        .rack(request.rack())
        .fenced(fenced)
        .logDirs(version >= FIRST_RECORD_VERSION_WITH_DIRECTORIES ? request.logDirs() : List.of())
        .build();
  }
}
