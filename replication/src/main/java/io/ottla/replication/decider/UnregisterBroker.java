package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.message.UnregisterBrokerRecord;
import io.ottla.wire.message.UnregisterBrokerRequest;
import io.ottla.wire.message.UnregisterBrokerResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** UnregisterBroker (64), v0: forgets a broker, which loses its leaderships. It must be known. */
final class UnregisterBroker implements Decider<UnregisterBrokerRequest, UnregisterBrokerResponse> {
  @Override
  public Decision<UnregisterBrokerResponse> decide(Scene scene, UnregisterBrokerRequest request) {
    BrokerRegistration broker = scene.image().cluster().broker(request.brokerId());
    if (broker == null) {
      return Decision.readOnly(
          response(
              ApiError.of(
                  ErrorCode.BROKER_ID_NOT_REGISTERED,
                  "Broker ID " + request.brokerId() + " is not currently registered")));
    }
    UnregisterBrokerRecord record = new UnregisterBrokerRecord(broker.id(), broker.epoch());
    List<MetadataRecord> records = new ArrayList<>();
    records.add(MetadataRecord.of(record));
    records.addAll(Election.afterBrokerChange(scene.image().replay(record), broker.id()));
    return new Decision<>(records, response(ApiError.NONE));
  }

  @Override
  public UnregisterBrokerResponse refuse(UnregisterBrokerRequest request, ErrorCode error) {
    return response(ApiError.of(error));
  }

  private static UnregisterBrokerResponse response(ApiError error) {
    return UnregisterBrokerResponse.builder()
        .errorCode(error.code())
        .errorMessage(error.message())
        .build();
  }
}
