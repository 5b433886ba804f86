package io.ottla.replication.decider;

import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.message.AllocateProducerIdsRequest;
import io.ottla.wire.message.AllocateProducerIdsResponse;
import io.ottla.wire.message.ProducerIdsRecord;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;

/**
 * AllocateProducerIds (67), v0: gives a broker the next block of producer ids, for good.
 *
 * <p>Checks, in order: the broker is registered; its epoch is the current one; ids are left.
 */
final class AllocateProducerIds
    implements Decider<AllocateProducerIdsRequest, AllocateProducerIdsResponse> {
  static final int BLOCK_SIZE = 1_000;

  @Override
  public Decision<AllocateProducerIdsResponse> decide(
      Scene scene, AllocateProducerIdsRequest request) {
    BrokerRegistration broker = scene.image().cluster().broker(request.brokerId());
    if (broker == null) {
      return Decision.readOnly(refuse(request, ErrorCode.BROKER_ID_NOT_REGISTERED));
    }
    if (broker.epoch() != request.brokerEpoch()) {
      return Decision.readOnly(refuse(request, ErrorCode.STALE_BROKER_EPOCH));
    }
    long first = scene.image().producerIds().nextProducerId();
    if (first > Long.MAX_VALUE - BLOCK_SIZE) {
      return Decision.readOnly(refuse(request, ErrorCode.UNKNOWN_SERVER_ERROR));
    }
    ProducerIdsRecord record =
        new ProducerIdsRecord(broker.id(), broker.epoch(), first + BLOCK_SIZE);
    return new Decision<>(
        List.of(MetadataRecord.of(record)),
        AllocateProducerIdsResponse.builder()
            .producerIdStart(first)
            .producerIdLen(BLOCK_SIZE)
            .build());
  }

  @Override
  public AllocateProducerIdsResponse refuse(AllocateProducerIdsRequest request, ErrorCode error) {
    return AllocateProducerIdsResponse.builder().errorCode(error.code()).build();
  }
}
