package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.consumer.MemberStep.Outcome;
import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.group.model.ClassicService;
import io.ottla.coordinator.group.model.ConsumerProtocol;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.group.model.JoinRequests;
import io.ottla.coordinator.shard.Reply;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Members that speak the classic protocol in consumer groups (KIP-848). Each rebalances on its own:
 * its generation is its member epoch, a Heartbeat tells it to join again when there is a step for
 * it to take, JoinGroup takes the step, and SyncGroup gives it what it may have.
 */
final class ClassicMembers implements ClassicService {
  private static final short FIRST_VERSION_OF_REQUIRED_MEMBER_ID = 4;

  private final ConsumerContext context;
  private final Groups groups;
  private final ClassicJoinVerb joinVerb;
  private final Departures departures;

  ClassicMembers(ConsumerContext context, ClassicJoinVerb joinVerb, Departures departures) {
    this.context = context;
    this.groups = context.groups();
    this.joinVerb = joinVerb;
    this.departures = departures;
  }

  @Override
  public void join(Caller caller, JoinGroupRequest request, Reply<JoinGroupResponse> reply) {
    String memberId = request.memberId();
    ConsumerGroup group = group(request.groupId());
    ErrorCode error = joinVerb.check(group, request);
    if (error != ErrorCode.NONE) {
      reply.send(joinFailed(memberId, error));
      return;
    }
    if (memberId.isEmpty()) {
      memberId = JoinRequests.memberIdPrefix(caller, request) + context.newIds().get();
      if (request.groupInstanceId() == null
          && caller.apiVersion() >= FIRST_VERSION_OF_REQUIRED_MEMBER_ID) {
        reply.send(joinFailed(memberId, ErrorCode.MEMBER_ID_REQUIRED));
        return;
      }
    }
    Draft draft = context.draft(group);
    Outcome outcome = joinVerb.decide(group, draft, caller, request, memberId);
    error = outcome.error();
    if (error == ErrorCode.NONE) {
      error = context.shard().journal().write(outcome.records());
    }
    ConsumerMember member = outcome.member();
    if (member == null || error != ErrorCode.NONE) {
      reply.send(joinFailed(memberId, error));
      return;
    }
    afterJoin(group, member, outcome.replaced());
    reply.send(joined(member));
  }

  /** The group: a consumer group with members, else this would not be asked. */
  private ConsumerGroup group(String groupId) {
    return (ConsumerGroup) Objects.requireNonNull(groups.find(groupId), groupId);
  }

  private void afterJoin(ConsumerGroup group, ConsumerMember member, @Nullable String replaced) {
    if (replaced != null) {
      departures.timers().cancelAll(group.id(), replaced);
    }
    departures.timers().onAlive(group.id(), member, 0);
    departures.timers().onJoined(group.id(), member);
    departures.downgradeIfDue(group);
  }

  private static JoinGroupResponse joinFailed(String memberId, ErrorCode error) {
    return JoinGroupResponse.builder().memberId(memberId).errorCode(error.code()).build();
  }

  /** Nobody leads: there is nothing for a member to assign. */
  private static JoinGroupResponse joined(ConsumerMember member) {
    return JoinGroupResponse.builder()
        .generationId(member.epoch())
        .protocolType(ConsumerProtocol.TYPE)
        .protocolName(protocolName(member))
        .memberId(member.id())
        .build();
  }

  private static String protocolName(ConsumerMember member) {
    return Objects.requireNonNull(member.profile().classic()).protocols().get(0).name();
  }

  @Override
  public void sync(SyncGroupRequest request, Reply<SyncGroupResponse> reply) {
    ConsumerGroup group = group(request.groupId());
    ConsumerMember member = find(group, request.memberId(), request.groupInstanceId());
    ErrorCode error = checkSync(group, member, request);
    if (member == null || error != ErrorCode.NONE) {
      reply.send(SyncGroupResponse.builder().errorCode(error.code()).build());
      return;
    }
    departures.timers().onAlive(group.id(), member, 0);
    departures.timers().onSynced(group.id(), member);
    reply.send(
        new SyncGroupResponse(
            0,
            ErrorCode.NONE.code(),
            ConsumerProtocol.TYPE,
            protocolName(member),
            Downgrade.assignment(member, context.catalog())));
  }

  private ErrorCode checkSync(
      ConsumerGroup group, @Nullable ConsumerMember member, SyncGroupRequest request) {
    ErrorCode error =
        check(member, request.memberId(), request.groupInstanceId(), request.generationId());
    if (member == null || error != ErrorCode.NONE) {
      return error;
    }
    boolean consistent =
        isNoneOr(request.protocolType(), ConsumerProtocol.TYPE)
            && isNoneOr(request.protocolName(), protocolName(member));
    if (!consistent) {
      return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
    }
    boolean isBehind =
        member.epoch() < group.assignmentEpoch()
            && member.progress().state() != MemberState.UNREVOKED_PARTITIONS;
    if (isBehind) {
      departures.timers().onJoinExpected(group.id(), member);
      return ErrorCode.REBALANCE_IN_PROGRESS;
    }
    return ErrorCode.NONE;
  }

  private static boolean isNoneOr(@Nullable String requested, String actual) {
    return requested == null || requested.equals(actual);
  }

  @Override
  public ErrorCode heartbeat(HeartbeatRequest request) {
    ConsumerGroup group = group(request.groupId());
    ConsumerMember member = find(group, request.memberId(), request.groupInstanceId());
    ErrorCode error =
        check(member, request.memberId(), request.groupInstanceId(), request.generationId());
    if (member == null || error != ErrorCode.NONE) {
      return error;
    }
    departures.timers().onAlive(group.id(), member, 0);
    boolean mayAssign = context.draft(group).msUntilAssignment() == 0;
    if (group.hasStepFor(member, mayAssign)) {
      departures.timers().onJoinExpected(group.id(), member);
      return ErrorCode.REBALANCE_IN_PROGRESS;
    }
    return ErrorCode.NONE;
  }

  private static @Nullable ConsumerMember find(
      ConsumerGroup group, String memberId, @Nullable String instanceId) {
    return instanceId == null ? group.member(memberId) : group.holderOf(instanceId);
  }

  private static ErrorCode check(
      @Nullable ConsumerMember member,
      String memberId,
      @Nullable String instanceId,
      int generation) {
    if (member == null || !member.speaksClassic()) {
      return ErrorCode.UNKNOWN_MEMBER_ID;
    }
    if (!member.id().equals(memberId)) {
      return instanceId == null ? ErrorCode.UNKNOWN_MEMBER_ID : ErrorCode.FENCED_INSTANCE_ID;
    }
    return member.epoch() == generation ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
  }

  @Override
  public LeaveGroupResponse leave(LeaveGroupRequest request) {
    List<MemberResponse> responses = new ArrayList<>();
    Set<String> leaving = new LinkedHashSet<>();
    ConsumerGroup group = group(request.groupId());
    for (MemberIdentity identity : request.members()) {
      ConsumerMember member = find(group, identity.memberId(), identity.groupInstanceId());
      ErrorCode error = checkLeave(member, identity);
      if (member != null && error == ErrorCode.NONE) {
        leaving.add(member.id());
      }
      responses.add(
          new MemberResponse(identity.memberId(), identity.groupInstanceId(), error.code()));
    }
    ErrorCode error = leaving.isEmpty() ? ErrorCode.NONE : departures.remove(group, leaving);
    return error == ErrorCode.NONE
        ? new LeaveGroupResponse(0, ErrorCode.NONE.code(), responses)
        : new LeaveGroupResponse(0, error.code(), List.of());
  }

  /** A static member may be removed by its instance id alone, by an administrator. */
  private static ErrorCode checkLeave(@Nullable ConsumerMember member, MemberIdentity identity) {
    if (member == null) {
      return ErrorCode.UNKNOWN_MEMBER_ID;
    }
    boolean named = identity.memberId().isEmpty() || identity.memberId().equals(member.id());
    return named ? ErrorCode.NONE : ErrorCode.FENCED_INSTANCE_ID;
  }
}
