package io.ottla.replication.partition;

import io.ottla.wire.protocol.ErrorCode;
import java.util.List;

/**
 * A partition's place in the cluster as this broker has carried it out.
 *
 * @param isLeader whether this broker leads
 * @param leaderId the broker that leads, or -1
 * @param isr the in-sync replicas
 * @param replicaCount how many replicas there are
 */
public record Leadership(
    boolean isLeader, int leaderId, int leaderEpoch, List<Integer> isr, int replicaCount) {
  /** Nothing was carried out yet. */
  public static final Leadership NONE = new Leadership(false, -1, -1, List.of(), 0);

  /** Copies the list. */
  public Leadership {
    isr = List.copyOf(isr);
  }

  /**
   * Whether so many replicas are in sync; more than there are cannot be asked for.
   *
   * @param minInsyncReplicas {@code min.insync.replicas}
   */
  public boolean hasInSync(int minInsyncReplicas) {
    return isr.size() >= Math.min(minInsyncReplicas, replicaCount);
  }

  /**
   * Whether a request for the leader may be served here (KIP-320).
   *
   * @param currentLeaderEpoch that the client knows, or -1 when it does not say
   */
  public ErrorCode checkLeader(int currentLeaderEpoch) {
    if (currentLeaderEpoch >= 0 && currentLeaderEpoch < leaderEpoch) {
      return ErrorCode.FENCED_LEADER_EPOCH;
    }
    if (currentLeaderEpoch > leaderEpoch) {
      return ErrorCode.UNKNOWN_LEADER_EPOCH;
    }
    return isLeader ? ErrorCode.NONE : ErrorCode.NOT_LEADER_OR_FOLLOWER;
  }
}
