package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.shard.ShardContext;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How members leave consumer groups, by their own will or not. The last one of the consumer
 * protocol takes the protocol with it: the rest goes on as a classic group.
 */
final class Departures implements MemberTimers.Expulsion {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  private final ConsumerContext context;
  private final ShardContext shard;
  private final GroupConfig config;
  private final MemberTimers timers;

  Departures(ConsumerContext context) {
    this.context = context;
    this.shard = context.shard();
    this.config = context.config();
    this.timers = new MemberTimers(shard.timers(), this);
  }

  MemberTimers timers() {
    return timers;
  }

  @Override
  public void expel(String groupId, String memberId, String reason) {
    if (context.groups().find(groupId) instanceof ConsumerGroup group
        && group.member(memberId) != null) {
      LOG.info("group={} member={} dropped reason={}", groupId, memberId, reason);
      ErrorCode error = remove(group, List.of(memberId));
      if (error != ErrorCode.NONE) {
        timers.retryExpulsion(groupId, memberId, config.consumer().heartbeatIntervalMs());
      }
    }
  }

  /** Removes members; nothing changes after an error. */
  ErrorCode remove(ConsumerGroup group, Collection<String> memberIds) {
    Draft draft = context.draft(group);
    memberIds.forEach(draft::remove);
    if (mayDowngrade(draft.members())) {
      return downgrade(group, draft.members());
    }
    draft.dropUnusedRegexes();
    draft.bumpEpochIf(true);
    ErrorCode error = shard.journal().write(draft.records());
    if (error == ErrorCode.NONE) {
      memberIds.forEach(memberId -> timers.cancelAll(group.id(), memberId));
    }
    return error;
  }

  /** Downgrades a group that no member of the consumer protocol is left in. */
  void downgradeIfDue(ConsumerGroup group) {
    if (mayDowngrade(group.members().values())) {
      ErrorCode error = downgrade(group, group.members().values());
      if (error != ErrorCode.NONE) {
        LOG.warn("group={} not downgraded error={}", group.id(), error);
      }
    }
  }

  private boolean mayDowngrade(Collection<ConsumerMember> remaining) {
    return config.consumer().migration().allowsDowngrade()
        && remaining.size() <= config.classic().maxSize()
        && Downgrade.fits(remaining);
  }

  private ErrorCode downgrade(ConsumerGroup group, Collection<ConsumerMember> remaining) {
    List<String> before = List.copyOf(group.members().keySet());
    ErrorCode error =
        shard
            .journal()
            .write(Downgrade.records(group, remaining, context.catalog(), shard.nowMs()));
    if (error == ErrorCode.NONE) {
      LOG.info("group={} downgraded members={}", group.id(), before.size());
      before.forEach(memberId -> timers.cancelAll(group.id(), memberId));
      context.classicGroups().onArrival(group.id());
    }
    return error;
  }
}
