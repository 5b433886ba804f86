package io.ottla.replication.image;

import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.message.PartitionRecord;
import io.ottla.wire.protocol.Uuid;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster has agreed on about one partition. {@code directories} runs parallel to {@code
 * replicas}.
 *
 * @param leader broker id, or {@link #NO_LEADER}
 * @param leaderRecoveryState 0 recovered, 1 recovering after an unclean election (KIP-704)
 * @param elr eligible leader replicas outside the ISR (KIP-966)
 */
public record PartitionImage(
    List<Integer> replicas,
    List<Uuid> directories,
    List<Integer> isr,
    List<Integer> removingReplicas,
    List<Integer> addingReplicas,
    List<Integer> elr,
    List<Integer> lastKnownElr,
    int leader,
    byte leaderRecoveryState,
    int leaderEpoch,
    int partitionEpoch) {
  /** No replica leads. */
  public static final int NO_LEADER = -1;

  /** In a change record: the leader stays, and so does its epoch. */
  public static final int NO_LEADER_CHANGE = -2;

  private static final byte NO_RECOVERY_CHANGE = -1;

  /** Copies the lists. */
  public PartitionImage {
    replicas = List.copyOf(replicas);
    directories = List.copyOf(directories);
    isr = List.copyOf(isr);
    removingReplicas = List.copyOf(removingReplicas);
    addingReplicas = List.copyOf(addingReplicas);
    elr = List.copyOf(elr);
    lastKnownElr = List.copyOf(lastKnownElr);
  }

  /** The partition as a record creates it. */
  public static PartitionImage of(PartitionRecord record) {
    return new PartitionImage(
        record.replicas(),
        directories(record.directories(), record.replicas()),
        record.isr(),
        record.removingReplicas(),
        record.addingReplicas(),
        orElse(record.eligibleLeaderReplicas(), List.of()),
        orElse(record.lastKnownElr(), List.of()),
        record.leader(),
        record.leaderRecoveryState(),
        record.leaderEpoch(),
        record.partitionEpoch());
  }

  /** The partition after a change: the partition epoch moves always, the leader's with a leader. */
  public PartitionImage with(PartitionChangeRecord change) {
    boolean elects = change.leader() != NO_LEADER_CHANGE;
    boolean recovers = change.leaderRecoveryState() != NO_RECOVERY_CHANGE;
    List<Integer> newReplicas = orElse(change.replicas(), replicas);
    List<Uuid> newDirectories = orElse(change.directories(), directories);
    return new PartitionImage(
        newReplicas,
        newDirectories.size() == newReplicas.size()
            ? newDirectories
            : directories(List.of(), newReplicas),
        orElse(change.isr(), isr),
        orElse(change.removingReplicas(), removingReplicas),
        orElse(change.addingReplicas(), addingReplicas),
        orElse(change.eligibleLeaderReplicas(), elr),
        orElse(change.lastKnownElr(), lastKnownElr),
        elects ? change.leader() : leader,
        recovers ? change.leaderRecoveryState() : leaderRecoveryState,
        elects ? leaderEpoch + 1 : leaderEpoch,
        partitionEpoch + 1);
  }

  /** The record that recreates it, as a snapshot holds it in the given record version. */
  public PartitionRecord toRecord(Uuid topicId, int partition, short version) {
    return PartitionRecord.builder()
        .topicId(topicId)
        .partitionId(partition)
        .replicas(replicas)
        .directories(version >= 1 ? directories : List.of())
        .isr(isr)
        .removingReplicas(removingReplicas)
        .addingReplicas(addingReplicas)
        .eligibleLeaderReplicas(version >= 2 && !elr.isEmpty() ? elr : null)
        .lastKnownElr(version >= 2 && !lastKnownElr.isEmpty() ? lastKnownElr : null)
        .leader(leader)
        .leaderRecoveryState(leaderRecoveryState)
        .leaderEpoch(leaderEpoch)
        .partitionEpoch(partitionEpoch)
        .build();
  }

  /** The partition without eligible leader replicas. */
  PartitionImage withoutElr() {
    if (elr.isEmpty() && lastKnownElr.isEmpty()) {
      return this;
    }
    return new PartitionImage(
        replicas,
        directories,
        isr,
        removingReplicas,
        addingReplicas,
        List.of(),
        List.of(),
        leader,
        leaderRecoveryState,
        leaderEpoch,
        partitionEpoch);
  }

  /** Whether a reassignment of its replicas is under way. */
  public boolean isReassigning() {
    return !addingReplicas.isEmpty() || !removingReplicas.isEmpty();
  }

  /** The replica that should lead when all is well: the first. */
  public int preferredLeader() {
    return replicas.isEmpty() ? NO_LEADER : replicas.get(0);
  }

  /** The directory of a broker's replica, or null when the broker holds none. */
  public @Nullable Uuid directoryOf(int brokerId) {
    int slot = replicas.indexOf(brokerId);
    return slot < 0 ? null : directories.get(slot);
  }

  private static List<Uuid> directories(List<Uuid> given, List<Integer> replicas) {
    return given.size() == replicas.size()
        ? given
        : Collections.nCopies(replicas.size(), DirectoryId.MIGRATING);
  }

  private static <T> List<T> orElse(@Nullable List<T> value, List<T> fallback) {
    return value == null ? fallback : value;
  }
}
