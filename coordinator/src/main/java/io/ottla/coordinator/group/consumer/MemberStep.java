package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.assignor.Assignor;
import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.consumer.ConsumerMember.Profile;
import io.ottla.coordinator.group.consumer.ConsumerMember.Progress;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member that joins or stays leads to, whichever protocol it speaks. In order: the member as
 * it is now, the topics of its patterns, the group's epoch, the target assignment, the member's
 * next step towards it. Pure: a draft of the group is changed and records come out.
 */
final class MemberStep {
  private final List<Assignor> assignors;

  MemberStep(List<Assignor> assignors) {
    this.assignors = List.copyOf(assignors);
  }

  /**
   * A member that passed its checks.
   *
   * @param profile as it is now
   * @param takesOver the member whose static instance it takes over, or null
   * @param startsOver whether it has given up all that it had
   * @param owned what it says that it has; null when it did not say
   */
  record Arrival(
      Profile profile,
      @Nullable ConsumerMember takesOver,
      boolean startsOver,
      @Nullable Partitions owned) {}

  /**
   * What it leads to.
   *
   * @param member as it will be; null after an error
   * @param replaced the member id whose place it takes, or null
   * @param waitMs until an assignment that is due may be computed; 0 when none is due
   */
  record Outcome(
      ErrorCode error,
      List<CoordinatorRecord> records,
      @Nullable ConsumerMember member,
      @Nullable String replaced,
      boolean assignmentChanged,
      int waitMs) {
    static Outcome refuse(ErrorCode error) {
      return new Outcome(error, List.of(), null, null, false, 0);
    }
  }

  /**
   * Decides.
   *
   * @param due whether the topics are to be looked at again
   */
  Outcome take(Draft draft, Arrival arrival, boolean due) {
    Profile profile = arrival.profile();
    ConsumerMember before = draft.member(profile.memberId());
    ConsumerMember holder = arrival.takesOver();
    if (holder != null) {
      before = successor(holder, profile.memberId());
      draft.replace(holder, before);
    }
    ConsumerMember member =
        before == null ? new ConsumerMember(profile, Progress.NONE) : before.with(profile);
    if (before == null || !profile.equals(before.profile())) {
      draft.putProfile(member, profile);
    }
    boolean changed = before == null || !before.profile().subscribesAs(profile);
    if (changed || due) {
      draft.resolveRegexes(profile.regex());
      draft.bumpEpochIf(changed);
    }
    draft.assign(assignors);
    boolean startsOver = arrival.startsOver() && before != null && holder == null;
    Progress from = startsOver ? restarted(member.progress()) : member.progress();
    Progress to = next(draft, member, from, arrival.owned());
    boolean assignmentChanged = !to.assigned().equals(member.progress().assigned());
    return new Outcome(
        ErrorCode.NONE,
        draft.records(),
        member.with(to),
        holder == null ? null : holder.id(),
        assignmentChanged,
        draft.msUntilAssignment());
  }

  /** A static member that comes back has lost what it had in hand, not its assignment. */
  private static ConsumerMember successor(ConsumerMember holder, String memberId) {
    return new ConsumerMember(holder.profile().renamed(memberId), restarted(holder.progress()));
  }

  /** A member that starts over has given up everything; its place in the group stays. */
  private static Progress restarted(Progress progress) {
    return new Progress(
        ConsumerMember.JOINING,
        0,
        MemberState.STABLE,
        progress.assigned(),
        Partitions.NONE,
        progress.epochs().of(progress.assigned(), 0));
  }

  private static Progress next(
      Draft draft, ConsumerMember member, Progress from, @Nullable Partitions owned) {
    Progress to =
        new Reconciliation(
                draft.target(member.id()),
                draft.assignmentEpoch(),
                draft.heldByOthersThan(member.id()),
                owned)
            .next(from);
    if (!to.equals(member.progress())) {
      draft.putProgress(member, to);
    }
    return to;
  }
}
