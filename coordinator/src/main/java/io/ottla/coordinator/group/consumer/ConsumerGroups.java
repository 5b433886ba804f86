package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.assignor.Assignor;
import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.assignor.RangeAssignor;
import io.ottla.coordinator.group.assignor.UniformAssignor;
import io.ottla.coordinator.group.consumer.ConsumerMember.Progress;
import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.group.model.Group;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.shard.Reply;
import io.ottla.coordinator.shard.ShardContext;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.wire.message.ConsumerGroupDescribeResponse;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer groups of a shard: finds the group, writes what was decided, keeps the timers. */
public final class ConsumerGroups {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerGroups.class);
  private static final List<Assignor> ASSIGNORS =
      List.of(new UniformAssignor(), new RangeAssignor());

  private final ShardContext shard;
  private final GroupConfig.Consumer config;
  private final Groups groups;
  private final TopicCatalog catalog;
  private final HeartbeatVerb heartbeatVerb;
  private final Supplier<String> newIds;

  /**
   * Of a shard.
   *
   * @param newIds gives member ids to clients that do not make their own
   */
  public ConsumerGroups(
      ShardContext shard,
      GroupConfig.Consumer config,
      Groups groups,
      TopicCatalog catalog,
      Supplier<String> newIds) {
    this.shard = shard;
    this.config = config;
    this.groups = groups;
    this.catalog = catalog;
    this.heartbeatVerb = new HeartbeatVerb(catalog, ASSIGNORS, config.maxSize());
    this.newIds = newIds;
  }

  private record SessionTimer(String groupId, String memberId) {}

  private record RevocationTimer(String groupId, String memberId) {}

  /** Applies a record, if it is one of a consumer group. */
  public void replay(CoordinatorRecord record) {
    ConsumerReplay.replay(record, groups);
  }

  /** Starts the timers of the members that were loaded. */
  public void onLoaded() {
    for (Group each : groups.all()) {
      if (each instanceof ConsumerGroup group) {
        group.members().values().forEach(member -> startTimers(group.id(), member));
      }
    }
  }

  /** ConsumerGroupHeartbeat. */
  public void heartbeat(
      Caller caller,
      ConsumerGroupHeartbeatRequest request,
      Reply<ConsumerGroupHeartbeatResponse> reply) {
    ErrorCode error = HeartbeatChecks.request(caller.apiVersion(), request, ASSIGNORS);
    if (error != ErrorCode.NONE) {
      reply.fail(error);
    } else if (request.memberEpoch() < 0) {
      leave(request, reply);
    } else {
      stay(caller, request, reply);
    }
  }

  private void stay(
      Caller caller,
      ConsumerGroupHeartbeatRequest request,
      Reply<ConsumerGroupHeartbeatResponse> reply) {
    Group existing = groups.find(request.groupId());
    boolean joins = request.memberEpoch() == ConsumerMember.JOINING;
    ConsumerGroup group = existing instanceof ConsumerGroup consumer ? consumer : null;
    boolean mayMake = joins && (existing == null || existing.isDisposable());
    if (group == null && !mayMake) {
      reply.fail(ErrorCode.GROUP_ID_NOT_FOUND);
      return;
    }
    List<CoordinatorRecord> toReplace =
        group == null && existing != null ? existing.tombstones() : List.of();
    String memberId = request.memberId().isEmpty() ? newIds.get() : request.memberId();
    HeartbeatVerb.Outcome outcome =
        heartbeatVerb.decide(group, toReplace, caller, request, memberId, shard.nowMs());
    ErrorCode error = outcome.error();
    if (error == ErrorCode.NONE) {
      error = shard.journal().write(outcome.records());
    }
    ConsumerMember member = outcome.member();
    if (member == null || error != ErrorCode.NONE) {
      reply.fail(error);
      return;
    }
    afterHeartbeat(request.groupId(), member, outcome.replaced());
    boolean tellAll = joins || isFull(request) || outcome.assignmentChanged();
    reply.send(ConsumerResponses.heartbeat(member, config.heartbeatIntervalMs(), tellAll));
  }

  private static boolean isFull(ConsumerGroupHeartbeatRequest request) {
    return request.topicPartitions() != null
        && request.subscribedTopicNames() != null
        && request.rebalanceTimeoutMs() != -1;
  }

  private void afterHeartbeat(String groupId, ConsumerMember member, @Nullable String replaced) {
    if (replaced != null) {
      cancelTimers(groupId, replaced);
    }
    startTimers(groupId, member);
    if (groups.find(groupId) instanceof ConsumerGroup group
        && shard.nowMs() >= group.nextRefreshMs()) {
      group.setNextRefreshMs(shard.nowMs() + config.metadataRefreshMs());
    }
  }

  private void startTimers(String groupId, ConsumerMember member) {
    shard
        .timers()
        .expire(
            new SessionTimer(groupId, member.id()),
            config.sessionTimeoutMs(),
            () -> expel(groupId, member.id(), "session timeout"));
    RevocationTimer revocation = new RevocationTimer(groupId, member.id());
    if (member.progress().state() != MemberState.UNREVOKED_PARTITIONS) {
      shard.timers().cancel(revocation);
    } else if (!shard.timers().isSet(revocation)) {
      shard
          .timers()
          .expire(
              revocation,
              Math.max(0, member.profile().rebalanceTimeoutMs()),
              () -> expel(groupId, member.id(), "partitions not given up in time"));
    }
  }

  private void cancelTimers(String groupId, String memberId) {
    shard.timers().cancel(new SessionTimer(groupId, memberId));
    shard.timers().cancel(new RevocationTimer(groupId, memberId));
  }

  private void expel(String groupId, String memberId, String reason) {
    if (groups.find(groupId) instanceof ConsumerGroup group && group.member(memberId) != null) {
      LOG.info("group={} member={} dropped reason={}", groupId, memberId, reason);
      ErrorCode error = remove(group, memberId);
      if (error != ErrorCode.NONE) {
        shard
            .timers()
            .expire(
                new SessionTimer(groupId, memberId),
                config.heartbeatIntervalMs(),
                () -> expel(groupId, memberId, reason));
      }
    }
  }

  private ErrorCode remove(ConsumerGroup group, String memberId) {
    Draft draft = new Draft(group.id(), group, catalog, shard.nowMs());
    draft.remove(memberId);
    draft.dropUnusedRegexes();
    draft.bumpEpochIf(true);
    ErrorCode error = shard.journal().write(draft.records());
    if (error == ErrorCode.NONE) {
      cancelTimers(group.id(), memberId);
    }
    return error;
  }

  private void leave(
      ConsumerGroupHeartbeatRequest request, Reply<ConsumerGroupHeartbeatResponse> reply) {
    if (!(groups.find(request.groupId()) instanceof ConsumerGroup group)) {
      reply.fail(ErrorCode.GROUP_ID_NOT_FOUND);
      return;
    }
    String instanceId = request.instanceId();
    ConsumerMember member =
        instanceId == null ? group.member(request.memberId()) : group.holderOf(instanceId);
    if (member == null) {
      reply.fail(ErrorCode.UNKNOWN_MEMBER_ID);
      return;
    }
    if (!member.id().equals(request.memberId())) {
      reply.fail(ErrorCode.FENCED_INSTANCE_ID);
      return;
    }
    ErrorCode error =
        request.memberEpoch() == ConsumerMember.AWAY
            ? setAway(group, member)
            : remove(group, member.id());
    if (error == ErrorCode.NONE) {
      reply.send(ConsumerResponses.left(member.id(), request.memberEpoch()));
    } else {
      reply.fail(error);
    }
  }

  /** A static member that may come back keeps its place until its session ends. */
  private ErrorCode setAway(ConsumerGroup group, ConsumerMember member) {
    Progress now = member.progress();
    Progress away =
        new Progress(
            ConsumerMember.AWAY, now.epoch(), now.state(), now.assigned(), Partitions.NONE);
    return shard.journal().write(List.of(ConsumerRecords.current(group.id(), member.id(), away)));
  }

  /** ConsumerGroupDescribe of one group. */
  public ConsumerGroupDescribeResponse.DescribedGroup describe(String groupId) {
    return groups.find(groupId) instanceof ConsumerGroup group
        ? ConsumerResponses.described(group, ASSIGNORS.get(0).name(), catalog)
        : ConsumerResponses.notFound(groupId);
  }
}
