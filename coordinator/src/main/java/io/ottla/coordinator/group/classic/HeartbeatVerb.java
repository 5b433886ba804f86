package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.model.MemberRef;
import io.ottla.wire.message.HeartbeatRequest;
import io.ottla.wire.protocol.ErrorCode;

/**
 * Heartbeat (12). Checks, in order: member and generation, state. A member that has to rejoin is
 * told so and stays alive.
 */
final class HeartbeatVerb {
  private final Rebalance rebalance;

  HeartbeatVerb(Rebalance rebalance) {
    this.rebalance = rebalance;
  }

  ErrorCode heartbeat(ClassicGroup group, HeartbeatRequest request) {
    ErrorCode error =
        group.checkMember(
            new MemberRef(request.memberId(), request.groupInstanceId(), request.generationId()));
    ClassicMember member = group.roster().find(request.memberId());
    if (member == null || error != ErrorCode.NONE) {
      return error;
    }
    return switch (group.state()) {
      case EMPTY, DEAD -> ErrorCode.UNKNOWN_MEMBER_ID;
      case PREPARING_REBALANCE -> {
        rebalance.renewSession(group, member);
        yield ErrorCode.REBALANCE_IN_PROGRESS;
      }
      case COMPLETING_REBALANCE, STABLE -> {
        rebalance.renewSession(group, member);
        yield ErrorCode.NONE;
      }
    };
  }
}
