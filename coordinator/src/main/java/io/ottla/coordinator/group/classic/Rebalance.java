package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.shard.ShardContext;
import io.ottla.coordinator.shard.ShardTimers;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a classic group gets from one generation to the next: everyone joins or is dropped, the
 * leader assigns, everyone syncs or is dropped. Owned by the shard's loop.
 */
final class Rebalance {
  private static final Logger LOG = LoggerFactory.getLogger(Rebalance.class);

  private final ShardContext shard;
  private final ShardTimers timers;
  private final GroupConfig.Classic config;

  Rebalance(ShardContext shard, GroupConfig.Classic config) {
    this.shard = shard;
    this.timers = shard.timers();
    this.config = config;
  }

  /** Members have changed: rebalance, or see whether the rebalance under way is complete. */
  void onChange(ClassicGroup group, String reason) {
    if (group.state().canRebalance()) {
      prepare(group, reason);
    } else {
      completeJoinIfReady(group);
    }
  }

  /** Starts a rebalance: every member has to join again. */
  void prepare(ClassicGroup group, String reason) {
    if (group.isIn(ClassicState.COMPLETING_REBALANCE)) {
      failSyncs(group, ErrorCode.REBALANCE_IN_PROGRESS);
    }
    timers.cancel(new ClassicTimer.Sync(group.id()));
    boolean isFirst = group.isIn(ClassicState.EMPTY);
    group.transition(ClassicState.PREPARING_REBALANCE, shard.nowMs(), reason);
    if (isFirst) {
      int delayMs = config.initialRebalanceDelayMs();
      waitForMore(group, delayMs, group.roster().largestRebalanceTimeoutMs() - delayMs);
    } else if (group.roster().haveAllJoined()) {
      completeJoin(group);
    } else {
      waitForRest(group);
    }
  }

  /** Completes the join phase if everyone is there; the first one waits its full delay. */
  void completeJoinIfReady(ClassicGroup group) {
    if (group.isIn(ClassicState.PREPARING_REBALANCE)
        && group.previousState() != ClassicState.EMPTY
        && group.roster().haveAllJoined()) {
      completeJoin(group);
    }
  }

  private void waitForMore(ClassicGroup group, int delayMs, int remainingMs) {
    timers.schedule(
        new ClassicTimer.Join(group.id()),
        delayMs,
        () -> {
          if (group.takeNewMemberAdded() && remainingMs > 0) {
            int nextDelayMs = Math.min(config.initialRebalanceDelayMs(), remainingMs);
            waitForMore(group, nextDelayMs, remainingMs - nextDelayMs);
          } else {
            completeJoin(group);
          }
        });
  }

  private void waitForRest(ClassicGroup group) {
    timers.expire(
        new ClassicTimer.Join(group.id()),
        group.roster().largestRebalanceTimeoutMs(),
        () -> completeJoin(group));
  }

  private void completeJoin(ClassicGroup group) {
    timers.cancel(new ClassicTimer.Join(group.id()));
    dropMissing(group);
    Roster roster = group.roster();
    if (roster.isEmpty()) {
      becomeEmpty(group);
    } else if (roster.electJoinedLeader()) {
      startGeneration(group);
    } else {
      waitForRest(group);
    }
  }

  /**
   * Dynamic members that did not join again are gone; static ones live until their session ends.
   */
  private void dropMissing(ClassicGroup group) {
    for (ClassicMember member : List.copyOf(group.roster().all())) {
      if (!member.isAwaitingJoin() && !member.isStatic()) {
        LOG.info("group={} member={} dropped reason=did not rejoin", group.id(), member.id());
        group.roster().remove(member.id());
        endSession(group, member.id());
      }
    }
  }

  /** The last member is gone. That holds even if it cannot be written. */
  private void becomeEmpty(ClassicGroup group) {
    GroupMetadataValue value = ClassicRecords.empty(group, group.generation() + 1, shard.nowMs());
    ErrorCode error = shard.journal().write(List.of(ClassicRecords.record(group.id(), value)));
    if (error != ErrorCode.NONE) {
      LOG.warn("group={} empty but not written error={}", group.id(), error);
      group.replay(value);
    }
  }

  private void startGeneration(ClassicGroup group) {
    group.startGeneration(shard.nowMs());
    group.roster().expectSyncOfAll();
    for (ClassicMember member : new ArrayList<>(group.roster().all())) {
      member.setNew(false);
      member.answerJoin(ClassicResponses.joined(group, member.id()));
      renewSession(group, member);
    }
    timers.expire(
        new ClassicTimer.Sync(group.id()),
        group.roster().largestRebalanceTimeoutMs(),
        () -> dropUnsynced(group));
  }

  private void dropUnsynced(ClassicGroup group) {
    if (group.roster().unsynced().isEmpty()) {
      return;
    }
    for (String memberId : List.copyOf(group.roster().unsynced())) {
      LOG.info("group={} member={} dropped reason=did not sync", group.id(), memberId);
      group.roster().remove(memberId);
      endSession(group, memberId);
    }
    prepare(group, "members did not sync");
  }

  /** A member has synced; once all have, nobody is dropped for it. */
  void onSynced(ClassicGroup group, String memberId) {
    group.roster().unsynced().remove(memberId);
    if (group.roster().unsynced().isEmpty()) {
      timers.cancel(new ClassicTimer.Sync(group.id()));
    }
  }

  /** Gives every member that waits its assignment. */
  void answerSyncs(ClassicGroup group) {
    for (ClassicMember member : new ArrayList<>(group.roster().all())) {
      if (member.answerSync(ClassicResponses.synced(group, member.assignment()))) {
        renewSession(group, member);
      }
    }
  }

  /** Tells every member that waits for its assignment that there is none. */
  void failSyncs(ClassicGroup group, ErrorCode error) {
    for (ClassicMember member : new ArrayList<>(group.roster().all())) {
      member.setAssignment(Bytes.EMPTY);
      if (member.answerSync(ClassicResponses.syncFailed(error))) {
        renewSession(group, member);
      }
    }
  }

  /** Tells every member that waits to join again, elsewhere. */
  void turnAway(ClassicGroup group) {
    ErrorCode error = ErrorCode.REBALANCE_IN_PROGRESS;
    for (ClassicMember member : new ArrayList<>(group.roster().all())) {
      member.answerJoin(ClassicResponses.joinFailed(member.id(), error));
      member.answerSync(ClassicResponses.syncFailed(error));
    }
  }

  /** Removes a member and answers what it waits for; the caller sees to the rest of the group. */
  void remove(ClassicGroup group, ClassicMember member) {
    endSession(group, member.id());
    member.answerJoin(ClassicResponses.joinFailed(ErrorCode.UNKNOWN_MEMBER_ID));
    member.answerSync(ClassicResponses.syncFailed(ErrorCode.UNKNOWN_MEMBER_ID));
    group.roster().remove(member.id());
  }

  /** A sign of life of a member. */
  void renewSession(ClassicGroup group, ClassicMember member) {
    startSession(group, member.id(), member.terms().sessionTimeoutMs());
  }

  /**
   * A member that is new lives by its JoinGroup alone, which may wait for long but not for ever.
   */
  void startNewMemberSession(ClassicGroup group, ClassicMember member) {
    startSession(group, member.id(), config.newMemberJoinTimeoutMs());
  }

  void startSession(ClassicGroup group, String memberId, int timeoutMs) {
    timers.expire(
        new ClassicTimer.Session(group.id(), memberId),
        timeoutMs,
        () -> onSessionEnd(group, memberId));
  }

  void endSession(ClassicGroup group, String memberId) {
    timers.cancel(new ClassicTimer.Session(group.id(), memberId));
  }

  private void onSessionEnd(ClassicGroup group, String memberId) {
    if (group.roster().pending().remove(memberId)) {
      completeJoinIfReady(group);
      return;
    }
    ClassicMember member = group.roster().find(memberId);
    if (member != null && !member.isExcusedFromHeartbeat()) {
      LOG.info("group={} member={} dropped reason=session timeout", group.id(), memberId);
      remove(group, member);
      onChange(group, "session of a member timed out");
    }
  }

  /** The group is gone. */
  void cancelAll(ClassicGroup group) {
    timers.cancel(new ClassicTimer.Join(group.id()));
    timers.cancel(new ClassicTimer.Sync(group.id()));
    group.roster().all().forEach(member -> endSession(group, member.id()));
    group.roster().pending().forEach(memberId -> endSession(group, memberId));
  }
}
