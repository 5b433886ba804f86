package io.ottla.coordinator.group;

import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.JoinRequests;
import io.ottla.coordinator.shard.Shards;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.message.HeartbeatRequest;
import io.ottla.wire.message.HeartbeatResponse;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.LeaveGroupRequest;
import io.ottla.wire.message.LeaveGroupRequest.MemberIdentity;
import io.ottla.wire.message.LeaveGroupResponse;
import io.ottla.wire.message.SyncGroupRequest;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** The requests by which members of classic groups come, stay and go. */
final class MembershipRequests {
  private static final short FIRST_SYNC_WITH_PROTOCOL = 5;
  private static final short FIRST_LEAVE_OF_MANY = 3;

  private final GroupConfig.Classic config;
  private final Shards<GroupShard> shards;
  private final ToIntFunction<String> partitions;

  MembershipRequests(
      GroupConfig.Classic config, Shards<GroupShard> shards, ToIntFunction<String> partitions) {
    this.config = config;
    this.shards = shards;
    this.partitions = partitions;
  }

  void join(Caller caller, JoinGroupRequest request, Consumer<JoinGroupResponse> respond) {
    if (request.groupId().isEmpty()) {
      respond.accept(joinFailed(request, ErrorCode.INVALID_GROUP_ID));
    } else if (request.sessionTimeoutMs() < config.minSessionTimeoutMs()
        || request.sessionTimeoutMs() > config.maxSessionTimeoutMs()) {
      respond.accept(joinFailed(request, ErrorCode.INVALID_SESSION_TIMEOUT));
    } else if (!JoinRequests.canBeNamed(caller, request)) {
      respond.accept(joinFailed(request, ErrorCode.INVALID_REQUEST));
    } else {
      shards.run(
          partitions.applyAsInt(request.groupId()),
          error -> joinFailed(request, error),
          respond,
          (state, reply) -> state.classicService(request.groupId()).join(caller, request, reply));
    }
  }

  private static JoinGroupResponse joinFailed(JoinGroupRequest request, ErrorCode error) {
    return JoinGroupResponse.builder().memberId(request.memberId()).errorCode(error.code()).build();
  }

  void consumerHeartbeat(
      Caller caller,
      ConsumerGroupHeartbeatRequest request,
      Consumer<ConsumerGroupHeartbeatResponse> respond) {
    shards.run(
        partitions.applyAsInt(request.groupId()),
        error ->
            ConsumerGroupHeartbeatResponse.builder()
                .errorCode(error.code())
                .errorMessage(error.message())
                .build(),
        respond,
        (state, reply) -> state.consumer().heartbeat(caller, request, reply));
  }

  void sync(Caller caller, SyncGroupRequest request, Consumer<SyncGroupResponse> respond) {
    boolean lacksProtocol = request.protocolType() == null || request.protocolName() == null;
    if (caller.apiVersion() >= FIRST_SYNC_WITH_PROTOCOL && lacksProtocol) {
      respond.accept(syncFailed(ErrorCode.INCONSISTENT_GROUP_PROTOCOL));
    } else if (request.groupId().isEmpty()) {
      respond.accept(syncFailed(ErrorCode.INVALID_GROUP_ID));
    } else {
      shards.run(
          partitions.applyAsInt(request.groupId()),
          MembershipRequests::syncFailed,
          respond,
          (state, reply) -> state.classicService(request.groupId()).sync(request, reply));
    }
  }

  private static SyncGroupResponse syncFailed(ErrorCode error) {
    return SyncGroupResponse.builder().errorCode(error.code()).build();
  }

  void heartbeat(HeartbeatRequest request, Consumer<HeartbeatResponse> respond) {
    if (request.groupId().isEmpty()) {
      respond.accept(heartbeat(ErrorCode.INVALID_GROUP_ID));
      return;
    }
    shards.run(
        partitions.applyAsInt(request.groupId()),
        error ->
            heartbeat(error == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? ErrorCode.NONE : error),
        respond,
        (state, reply) ->
            reply.send(heartbeat(state.classicService(request.groupId()).heartbeat(request))));
  }

  private static HeartbeatResponse heartbeat(ErrorCode error) {
    return new HeartbeatResponse(0, error.code());
  }

  void leave(Caller caller, LeaveGroupRequest request, Consumer<LeaveGroupResponse> respond) {
    if (request.groupId().isEmpty()) {
      respond.accept(leaveFailed(ErrorCode.INVALID_GROUP_ID));
      return;
    }
    boolean single = caller.apiVersion() < FIRST_LEAVE_OF_MANY;
    LeaveGroupRequest listed = single ? listing(request) : request;
    shards.run(
        partitions.applyAsInt(request.groupId()),
        MembershipRequests::leaveFailed,
        single ? response -> respond.accept(summed(response)) : respond,
        (state, reply) -> reply.send(state.classicService(request.groupId()).leave(listed)));
  }

  private static LeaveGroupRequest listing(LeaveGroupRequest request) {
    return request.toBuilder()
        .members(List.of(new MemberIdentity(request.memberId(), null, null)))
        .build();
  }

  /** Before v3 there is one member and its error stands for the whole. */
  private static LeaveGroupResponse summed(LeaveGroupResponse response) {
    boolean failedWhole = response.errorCode() != ErrorCode.NONE.code();
    short error = failedWhole ? response.errorCode() : response.members().get(0).errorCode();
    return new LeaveGroupResponse(0, error, List.of());
  }

  private static LeaveGroupResponse leaveFailed(ErrorCode error) {
    return new LeaveGroupResponse(0, error.code(), List.of());
  }
}
