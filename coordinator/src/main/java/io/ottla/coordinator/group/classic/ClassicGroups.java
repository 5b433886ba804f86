package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.group.model.ClassicService;
import io.ottla.coordinator.group.model.Group;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.shard.Reply;
import io.ottla.coordinator.shard.ShardContext;
import io.ottla.wire.message.DescribeGroupsResponse.DescribedGroup;
import io.ottla.wire.message.GroupMetadataKey;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.message.HeartbeatRequest;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.LeaveGroupRequest;
import io.ottla.wire.message.LeaveGroupRequest.MemberIdentity;
import io.ottla.wire.message.LeaveGroupResponse;
import io.ottla.wire.message.LeaveGroupResponse.MemberResponse;
import io.ottla.wire.message.SyncGroupRequest;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The classic groups of a shard: finds the group and lets the verb work on it. */
public final class ClassicGroups implements ClassicService {
  private static final Logger LOG = LoggerFactory.getLogger(ClassicGroups.class);

  private final ShardContext shard;
  private final GroupConfig.Classic config;
  private final Groups groups;
  private final Rebalance rebalance;
  private final JoinVerb joinVerb;
  private final SyncVerb syncVerb;
  private final HeartbeatVerb heartbeatVerb;
  private final LeaveVerb leaveVerb;
  private boolean isLoaded;

  /**
   * Of a shard.
   *
   * @param newIds gives the random part of member ids
   */
  public ClassicGroups(ShardContext shard, GroupConfig.Classic config, Supplier<String> newIds) {
    this.shard = shard;
    this.config = config;
    this.groups = new Groups(this::newGroup);
    this.rebalance = new Rebalance(shard, config);
    StaticJoinVerb staticJoin = new StaticJoinVerb(shard.journal(), rebalance);
    this.joinVerb = new JoinVerb(config, rebalance, staticJoin, newIds);
    this.syncVerb = new SyncVerb(shard.journal(), rebalance);
    this.heartbeatVerb = new HeartbeatVerb(rebalance);
    this.leaveVerb = new LeaveVerb(rebalance);
  }

  /** The directory of groups of all kinds. */
  public Groups groups() {
    return groups;
  }

  private ClassicGroup newGroup(String groupId) {
    return new ClassicGroup(groupId, this::renewSession);
  }

  private void renewSession(ClassicGroup group, ClassicMember member) {
    rebalance.renewSession(group, member);
  }

  /** Applies a record. */
  public void replay(GroupMetadataKey key, @Nullable GroupMetadataValue value) {
    if (value == null) {
      remove(key.group());
      return;
    }
    ClassicGroup group = find(key.group());
    if (group == null) {
      group = newGroup(key.group());
      groups.put(group);
    }
    group.replay(value);
    tell(group, "written");
  }

  // What is loaded was told when it happened; there may be a great deal of it.
  private void tell(ClassicGroup group, String reason) {
    if (isLoaded) {
      LOG.info(
          "group={} state={} generation={} members={} reason={}",
          group.id(),
          group.state(),
          group.generation(),
          group.roster().size(),
          reason);
    }
  }

  private void remove(String groupId) {
    ClassicGroup group = find(groupId);
    if (group != null) {
      groups.remove(groupId);
      rebalance.cancelAll(group);
      group.die(shard.nowMs());
      tell(group, "removed");
    }
  }

  /** Starts the sessions of the members that were loaded. */
  public void onLoaded() {
    isLoaded = true;
    for (Group each : groups.all()) {
      if (each instanceof ClassicGroup group) {
        group.roster().all().forEach(member -> rebalance.renewSession(group, member));
        if (group.roster().size() > config.maxSize()) {
          rebalance.prepare(group, "more members than allowed");
        }
      }
    }
  }

  /** A group that does not exist is made by a member that has no id yet. */
  @Override
  public void join(Caller caller, JoinGroupRequest request, Reply<JoinGroupResponse> reply) {
    ErrorCode error = ErrorCode.UNKNOWN_MEMBER_ID;
    ClassicGroup group = find(request.groupId());
    if (group == null && request.memberId().isEmpty()) {
      error = create(request.groupId());
      group = find(request.groupId());
    }
    if (group == null) {
      reply.send(ClassicResponses.joinFailed(request.memberId(), error));
      return;
    }
    joinVerb.join(group, caller, request, reply);
  }

  /** Makes the group, in place of one of another kind that is empty. */
  private ErrorCode create(String groupId) {
    List<CoordinatorRecord> records = new ArrayList<>();
    Group other = groups.find(groupId);
    if (other != null) {
      if (!other.isDisposable()) {
        return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
      }
      records.addAll(other.tombstones());
    }
    records.add(ClassicRecords.record(groupId, ClassicRecords.created(shard.nowMs())));
    return shard.journal().write(records);
  }

  @Override
  public void sync(SyncGroupRequest request, Reply<SyncGroupResponse> reply) {
    ClassicGroup group = find(request.groupId());
    if (group == null) {
      reply.send(ClassicResponses.syncFailed(ErrorCode.UNKNOWN_MEMBER_ID));
    } else {
      syncVerb.sync(group, request, reply);
    }
  }

  @Override
  public ErrorCode heartbeat(HeartbeatRequest request) {
    ClassicGroup group = find(request.groupId());
    return group == null ? ErrorCode.UNKNOWN_MEMBER_ID : heartbeatVerb.heartbeat(group, request);
  }

  @Override
  public LeaveGroupResponse leave(LeaveGroupRequest request) {
    ClassicGroup group = find(request.groupId());
    if (group != null) {
      return leaveVerb.leave(group, request);
    }
    List<MemberResponse> responses = new ArrayList<>();
    for (MemberIdentity member : request.members()) {
      responses.add(
          new MemberResponse(
              member.memberId(), member.groupInstanceId(), ErrorCode.UNKNOWN_MEMBER_ID.code()));
    }
    return new LeaveGroupResponse(0, ErrorCode.NONE.code(), responses);
  }

  /** A group has come from the consumer protocol: its members join anew. */
  public void onArrival(String groupId) {
    ClassicGroup group = find(groupId);
    if (group != null) {
      group.roster().all().forEach(member -> rebalance.renewSession(group, member));
      rebalance.prepare(group, "downgraded from the consumer protocol");
    }
  }

  /** A group has gone to the consumer protocol: its members, told so, join there. */
  public void onDeparture(ClassicGroup group) {
    rebalance.turnAway(group);
  }

  /** DescribeGroups of one group. */
  public DescribedGroup describe(String groupId, short apiVersion) {
    ClassicGroup group = find(groupId);
    return group == null
        ? DescribeVerb.notFound(groupId, apiVersion)
        : DescribeVerb.describe(group);
  }

  private @Nullable ClassicGroup find(String groupId) {
    return groups.find(groupId) instanceof ClassicGroup group ? group : null;
  }
}
