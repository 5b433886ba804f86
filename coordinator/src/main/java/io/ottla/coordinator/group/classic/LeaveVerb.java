package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.model.MemberRef;
import io.ottla.wire.message.LeaveGroupRequest;
import io.ottla.wire.message.LeaveGroupRequest.MemberIdentity;
import io.ottla.wire.message.LeaveGroupResponse;
import io.ottla.wire.message.LeaveGroupResponse.MemberResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * LeaveGroup (13) of one or several members. A static member may be removed by its instance id
 * alone, which is how an administrator does it.
 */
final class LeaveVerb {
  private final Rebalance rebalance;

  LeaveVerb(Rebalance rebalance) {
    this.rebalance = rebalance;
  }

  LeaveGroupResponse leave(ClassicGroup group, LeaveGroupRequest request) {
    List<MemberResponse> responses = new ArrayList<>();
    boolean changed = false;
    for (MemberIdentity leaving : request.members()) {
      ErrorCode error = leave(group, leaving);
      changed |= error == ErrorCode.NONE;
      responses.add(
          new MemberResponse(leaving.memberId(), leaving.groupInstanceId(), error.code()));
    }
    if (changed && !group.isIn(ClassicState.EMPTY)) {
      rebalance.onChange(group, "members left");
    }
    return new LeaveGroupResponse(0, ErrorCode.NONE.code(), responses);
  }

  private ErrorCode leave(ClassicGroup group, MemberIdentity leaving) {
    Roster roster = group.roster();
    if (roster.pending().remove(leaving.memberId())) {
      rebalance.endSession(group, leaving.memberId());
      return ErrorCode.NONE;
    }
    String byInstance = roster.staticMember(leaving.groupInstanceId());
    boolean unnamed = leaving.memberId().isEmpty();
    String memberId = unnamed && byInstance != null ? byInstance : leaving.memberId();
    ErrorCode error = roster.check(new MemberRef(memberId, leaving.groupInstanceId(), -1));
    ClassicMember member = roster.find(memberId);
    if (member != null && error == ErrorCode.NONE) {
      rebalance.remove(group, member);
    }
    return error;
  }
}
