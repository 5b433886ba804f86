package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.model.MemberRef;
import io.ottla.coordinator.shard.Journal;
import io.ottla.coordinator.shard.Reply;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.message.SyncGroupRequest;
import io.ottla.wire.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SyncGroup (14). Checks, in order: member and generation, protocol, state. Members wait until the
 * leader brings the assignment, which is written and then given to everyone.
 */
final class SyncVerb {
  private final Journal journal;
  private final Rebalance rebalance;

  SyncVerb(Journal journal, Rebalance rebalance) {
    this.journal = journal;
    this.rebalance = rebalance;
  }

  void sync(ClassicGroup group, SyncGroupRequest request, Reply<SyncGroupResponse> reply) {
    ErrorCode error = check(group, request);
    ClassicMember member = group.roster().find(request.memberId());
    if (member == null || error != ErrorCode.NONE) {
      reply.send(ClassicResponses.syncFailed(error));
      return;
    }
    switch (group.state()) {
      case EMPTY, DEAD -> reply.send(ClassicResponses.syncFailed(ErrorCode.UNKNOWN_MEMBER_ID));
      case PREPARING_REBALANCE ->
          reply.send(ClassicResponses.syncFailed(ErrorCode.REBALANCE_IN_PROGRESS));
      case COMPLETING_REBALANCE -> {
        member.awaitSync(reply);
        rebalance.onSynced(group, member.id());
        if (group.roster().isLeader(member.id())) {
          assign(group, request);
        }
      }
      case STABLE -> {
        rebalance.onSynced(group, member.id());
        reply.send(ClassicResponses.synced(group, member.assignment()));
        rebalance.renewSession(group, member);
      }
    }
  }

  private static ErrorCode check(ClassicGroup group, SyncGroupRequest request) {
    ErrorCode error =
        group.checkMember(
            new MemberRef(request.memberId(), request.groupInstanceId(), request.generationId()));
    if (error != ErrorCode.NONE) {
      return error;
    }
    boolean consistent =
        isNoneOr(request.protocolType(), group.protocolType())
            && isNoneOr(request.protocolName(), group.protocolName());
    return consistent ? ErrorCode.NONE : ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
  }

  private static boolean isNoneOr(@Nullable String requested, @Nullable String actual) {
    return requested == null || requested.equals(actual);
  }

  private void assign(ClassicGroup group, SyncGroupRequest request) {
    Map<String, Bytes> assignments = new HashMap<>();
    for (SyncGroupRequestAssignment assignment : request.assignments()) {
      assignments.put(assignment.memberId(), assignment.assignment());
    }
    GroupMetadataValue value =
        ClassicRecords.assigned(
            group, member -> assignments.getOrDefault(member.id(), Bytes.EMPTY));
    ErrorCode error = journal.write(List.of(ClassicRecords.record(group.id(), value)));
    if (error == ErrorCode.NONE) {
      rebalance.answerSyncs(group);
    } else {
      rebalance.failSyncs(group, error);
      rebalance.prepare(group, "assignment not written");
    }
  }
}
