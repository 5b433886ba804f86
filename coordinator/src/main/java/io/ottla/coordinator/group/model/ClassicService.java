package io.ottla.coordinator.group.model;

import io.ottla.coordinator.shard.Reply;
import io.ottla.wire.message.HeartbeatRequest;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.LeaveGroupRequest;
import io.ottla.wire.message.LeaveGroupResponse;
import io.ottla.wire.message.SyncGroupRequest;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.protocol.ErrorCode;

/**
 * The requests of members that speak the classic protocol; their group may be of the other one.
 * Called on the loop of the group's shard.
 */
public interface ClassicService {
  /** JoinGroup (11). */
  void join(Caller caller, JoinGroupRequest request, Reply<JoinGroupResponse> reply);

  /** SyncGroup (14). */
  void sync(SyncGroupRequest request, Reply<SyncGroupResponse> reply);

  /** Heartbeat (12). */
  ErrorCode heartbeat(HeartbeatRequest request);

  /** LeaveGroup (13), with the members listed as from v3 on. */
  LeaveGroupResponse leave(LeaveGroupRequest request);
}
