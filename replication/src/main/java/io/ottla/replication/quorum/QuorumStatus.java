package io.ottla.replication.quorum;

import io.ottla.wire.message.VotersRecord;
import io.ottla.wire.protocol.Uuid;
import java.util.List;

/**
 * Who leads the metadata log and how far everyone is.
 *
 * @param leaderId node id, or -1 while there is no leader
 * @param highWatermark the offset behind the last committed record
 * @param kraftVersion the finalized level of {@code kraft.version}
 * @param voters those whose logs count
 * @param observers those that only read along
 */
public record QuorumStatus(
    int leaderId,
    int leaderEpoch,
    long highWatermark,
    short kraftVersion,
    List<Replica> voters,
    List<Replica> observers) {
  /** Copies the lists. */
  public QuorumStatus {
    voters = List.copyOf(voters);
    observers = List.copyOf(observers);
  }

  /**
   * One copy of the log.
   *
   * @param directoryId of the log directory, zero when not known
   * @param lastFetchMs milliseconds since the epoch, -1 when not known; now for the leader
   * @param lastCaughtUpMs milliseconds since the epoch, -1 when not known; now for the leader
   * @param endpoints where its controller listens, as far as the log names them
   */
  public record Replica(
      int id,
      Uuid directoryId,
      long logEndOffset,
      long lastFetchMs,
      long lastCaughtUpMs,
      List<VotersRecord.Endpoint> endpoints) {
    /** Copies the list. */
    public Replica {
      endpoints = List.copyOf(endpoints);
    }
  }
}
