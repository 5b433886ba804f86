package io.ottla.replication.image;

import io.ottla.runtime.Invariant;
import io.ottla.wire.message.BrokerRegistrationChangeRecord;
import io.ottla.wire.message.RegisterBrokerRecord;
import io.ottla.wire.message.RegisterControllerRecord;
import io.ottla.wire.message.UnregisterBrokerRecord;
import org.jspecify.annotations.Nullable;
import org.pcollections.IntTreePMap;

/** The registered brokers and controllers by id. */
public record ClusterImage(
    IntTreePMap<BrokerRegistration> brokers, IntTreePMap<RegisterControllerRecord> controllers) {
  /** No one has registered. */
  public static final ClusterImage EMPTY =
      new ClusterImage(IntTreePMap.empty(), IntTreePMap.empty());

  /** The registration of a broker, or null. */
  public @Nullable BrokerRegistration broker(int id) {
    return brokers.get(id);
  }

  /** Whether the broker is registered and not fenced. */
  public boolean isAlive(int id) {
    BrokerRegistration broker = brokers.get(id);
    return broker != null && !broker.fenced();
  }

  ClusterImage with(RegisterBrokerRecord record) {
    return withBroker(new BrokerRegistration(record));
  }

  ClusterImage with(RegisterControllerRecord record) {
    return new ClusterImage(brokers, controllers.plus(record.controllerId(), record));
  }

  ClusterImage with(BrokerRegistrationChangeRecord record) {
    return withBroker(require(record.brokerId(), record.brokerEpoch()).with(record));
  }

  ClusterImage withFenced(int id, long epoch, boolean fenced) {
    return withBroker(require(id, epoch).withFenced(fenced));
  }

  ClusterImage without(UnregisterBrokerRecord record) {
    require(record.brokerId(), record.brokerEpoch());
    return new ClusterImage(brokers.minus(record.brokerId()), controllers);
  }

  private ClusterImage withBroker(BrokerRegistration broker) {
    return new ClusterImage(brokers.plus(broker.id(), broker), controllers);
  }

  private BrokerRegistration require(int id, long epoch) {
    BrokerRegistration broker = brokers.get(id);
    if (broker == null) {
      throw new IllegalStateException("record for unknown broker " + id);
    }
    Invariant.check(broker.epoch() == epoch, "broker epoch of record", epoch, broker.epoch());
    return broker;
  }
}
