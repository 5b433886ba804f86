package io.ottla.replication.image;

import io.ottla.wire.message.BrokerRegistrationChangeRecord;
import io.ottla.wire.message.RegisterBrokerRecord;
import io.ottla.wire.message.RegisterBrokerRecord.BrokerEndpoint;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A broker as it registered, and whether it may serve. */
public record BrokerRegistration(RegisterBrokerRecord record) {
  /** The broker's id. */
  public int id() {
    return record.brokerId();
  }

  /** The epoch of this registration: the offset of its record. */
  public long epoch() {
    return record.brokerEpoch();
  }

  /** The id of this run of the broker's process. */
  public Uuid incarnationId() {
    return record.incarnationId();
  }

  /** A fenced broker leads nothing and is not shown to clients. */
  public boolean fenced() {
    return record.fenced();
  }

  /** Whether it is handing over its leaderships before it stops. */
  public boolean inControlledShutdown() {
    return record.inControlledShutdown();
  }

  /** Whether it may become leader. */
  public boolean isActive() {
    return !fenced() && !inControlledShutdown();
  }

  /** The rack, or null. */
  public @Nullable String rack() {
    return record.rack();
  }

  /** Its listeners. */
  public List<BrokerEndpoint> endpoints() {
    return record.endPoints();
  }

  /** The endpoint of a listener, or null when the broker does not have that listener. */
  public @Nullable BrokerEndpoint endpoint(String listener) {
    for (BrokerEndpoint endpoint : record.endPoints()) {
      if (endpoint.name().equals(listener)) {
        return endpoint;
      }
    }
    return null;
  }

  /** The ids of its log directories that are online. */
  public List<Uuid> logDirs() {
    return record.logDirs();
  }

  /**
   * Whether a replica in the directory can be served; one that has not chosen a directory can.
   *
   * @param directory as the metadata has it, also one of the reserved ids
   */
  public boolean isOnline(Uuid directory) {
    if (directory.equals(DirectoryId.UNASSIGNED) || directory.equals(DirectoryId.MIGRATING)) {
      return true;
    }
    return !directory.equals(DirectoryId.LOST)
        && (logDirs().isEmpty() || logDirs().contains(directory));
  }

  /** Where a new replica goes unless the broker says otherwise: its only directory, if so. */
  public Uuid defaultDirectory() {
    return logDirs().size() == 1 ? logDirs().get(0) : DirectoryId.UNASSIGNED;
  }

  BrokerRegistration with(BrokerRegistrationChangeRecord change) {
    RegisterBrokerRecord.Builder builder = record.toBuilder();
    if (change.fenced() != 0) {
      builder.fenced(change.fenced() > 0);
    }
    if (change.inControlledShutdown() != 0) {
      builder.inControlledShutdown(change.inControlledShutdown() > 0);
    }
    if (!change.logDirs().isEmpty()) {
      builder.logDirs(change.logDirs());
    }
    if (change.cordonedLogDirs() != null) {
      builder.cordonedLogDirs(change.cordonedLogDirs());
    }
    return new BrokerRegistration(builder.build());
  }

  BrokerRegistration withFenced(boolean fenced) {
    return new BrokerRegistration(record.toBuilder().fenced(fenced).build());
  }
}
