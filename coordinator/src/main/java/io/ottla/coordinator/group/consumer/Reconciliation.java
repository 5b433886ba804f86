package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.consumer.ConsumerMember.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Leads a member one step from what it has to its target: first it gives up, then it gets what
 * others have given up, so that no partition ever has two owners. Pure.
 *
 * @param target what the member is to have
 * @param targetEpoch of the assignment
 * @param heldByOthers what other members have, be it on the way out
 * @param owned what the member says that it has; null when it did not say
 */
record Reconciliation(
    Partitions target, int targetEpoch, Partitions.Test heldByOthers, @Nullable Partitions owned) {

  Progress next(Progress now) {
    return switch (now.state()) {
      case STABLE -> now.epoch() == targetEpoch ? now : step(now, now.epoch());
      case UNREVOKED_PARTITIONS ->
          stillOwns(now.pendingRevocation()) ? now : step(now, now.epoch());
      case UNRELEASED_PARTITIONS, UNKNOWN -> step(now, now.epoch());
    };
  }

  private boolean stillOwns(Partitions revoked) {
    return owned == null || !owned.and(revoked).isEmpty();
  }

  private Progress step(Progress now, int epoch) {
    Partitions kept = now.assigned().and(target);
    Partitions revoked = now.assigned().minus(target);
    if (!revoked.isEmpty() && stillOwns(revoked)) {
      return new Progress(
          epoch,
          now.previousEpoch(),
          MemberState.UNREVOKED_PARTITIONS,
          kept,
          revoked,
          now.epochs());
    }
    Partitions wanted = target.minus(kept);
    Partitions free = wanted.filter((topic, partition) -> !heldByOthers.accepts(topic, partition));
    MemberState state =
        free.count() < wanted.count() ? MemberState.UNRELEASED_PARTITIONS : MemberState.STABLE;
    Progress reached = now.atEpoch(targetEpoch);
    Partitions assigned = kept.plus(free);
    return new Progress(
        targetEpoch,
        reached.previousEpoch(),
        state,
        assigned,
        Partitions.NONE,
        now.epochs().of(assigned, targetEpoch));
  }
}
