package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.consumer.ConsumerMember.ClassicTerms;
import io.ottla.coordinator.shard.ShardTimers;

/** By when the members of consumer groups must have done what. Owned by the shard's loop. */
final class MemberTimers {
  private final ShardTimers timers;
  private final Expulsion expulsion;

  MemberTimers(ShardTimers timers, Expulsion expulsion) {
    this.timers = timers;
    this.expulsion = expulsion;
  }

  /** Removes a member that is late. */
  @FunctionalInterface
  interface Expulsion {
    void expel(String groupId, String memberId, String reason);
  }

  private enum Kind {
    SESSION("session timeout"),
    /** Of a member of the consumer protocol that has partitions to give up. */
    REVOCATION("partitions not given up in time"),
    /** Of a member of the classic protocol that was told to join again. */
    JOIN("did not join again in time"),
    /** Of a member of the classic protocol that has joined. */
    SYNC("did not sync in time");

    private final String reason;

    Kind(String reason) {
      this.reason = reason;
    }
  }

  private record Key(Kind kind, String groupId, String memberId) {}

  /**
   * A sign of life.
   *
   * @param sessionTimeoutMs of the group; a member of the classic protocol brings its own
   */
  void onAlive(String groupId, ConsumerMember member, int sessionTimeoutMs) {
    ClassicTerms classic = member.profile().classic();
    set(
        Kind.SESSION,
        groupId,
        member.id(),
        classic == null ? sessionTimeoutMs : classic.sessionTimeoutMs());
    if (hasToGiveUp(member)) {
      setIfAbsent(Kind.REVOCATION, groupId, member);
    } else {
      cancel(Kind.REVOCATION, groupId, member.id());
    }
  }

  private static boolean hasToGiveUp(ConsumerMember member) {
    return member.progress().state() == MemberState.UNREVOKED_PARTITIONS && !member.speaksClassic();
  }

  /**
   * A member is told of another assignment: for what it has to give up now it has its full time.
   */
  void onAssignmentChanged(String groupId, ConsumerMember member) {
    if (hasToGiveUp(member)) {
      set(Kind.REVOCATION, groupId, member.id(), member.profile().rebalanceTimeoutMs());
    }
  }

  /** A member of the classic protocol has been told to join again. */
  void onJoinExpected(String groupId, ConsumerMember member) {
    setIfAbsent(Kind.JOIN, groupId, member);
  }

  /** A member of the classic protocol has joined and is to fetch its assignment. */
  void onJoined(String groupId, ConsumerMember member) {
    cancel(Kind.JOIN, groupId, member.id());
    set(Kind.SYNC, groupId, member.id(), member.profile().rebalanceTimeoutMs());
  }

  /** A member of the classic protocol has fetched its assignment. */
  void onSynced(String groupId, ConsumerMember member) {
    cancel(Kind.SYNC, groupId, member.id());
  }

  /** Tries to expel once more later. */
  void retryExpulsion(String groupId, String memberId, int delayMs) {
    set(Kind.SESSION, groupId, memberId, delayMs);
  }

  /** The member is gone. */
  void cancelAll(String groupId, String memberId) {
    for (Kind kind : Kind.values()) {
      cancel(kind, groupId, memberId);
    }
  }

  private void cancel(Kind kind, String groupId, String memberId) {
    timers.cancel(new Key(kind, groupId, memberId));
  }

  private void setIfAbsent(Kind kind, String groupId, ConsumerMember member) {
    if (!timers.isSet(new Key(kind, groupId, member.id()))) {
      set(kind, groupId, member.id(), member.profile().rebalanceTimeoutMs());
    }
  }

  private void set(Kind kind, String groupId, String memberId, int delayMs) {
    timers.expire(
        new Key(kind, groupId, memberId),
        Math.max(0, delayMs),
        () -> expulsion.expel(groupId, memberId, kind.reason));
  }
}
