package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.classic.ClassicMember.Identity;
import io.ottla.coordinator.group.classic.ClassicMember.Terms;
import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.shard.Journal;
import io.ottla.coordinator.shard.Reply;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;

/**
 * JoinGroup (11) of a static member that comes back (KIP-345): the same instance under a new member
 * id. Its old member id is fenced. While the group is stable and the protocol stays the same, it
 * gets its assignment back without a rebalance.
 */
final class StaticJoinVerb {
  private static final short FIRST_VERSION_OF_SKIPPED_ASSIGNMENT = 9;

  private final Journal journal;
  private final Rebalance rebalance;

  StaticJoinVerb(Journal journal, Rebalance rebalance) {
    this.journal = journal;
    this.rebalance = rebalance;
  }

  void replace(
      ClassicGroup group,
      ClassicMember holder,
      Identity identity,
      Caller caller,
      Terms terms,
      Reply<JoinGroupResponse> reply) {
    String leaderBefore = group.roster().leaderId();
    Identity renamed = holder.identity().withMemberId(identity.memberId());
    ClassicMember successor = new ClassicMember(renamed, terms);
    successor.setAssignment(holder.assignment());
    fence(holder);
    rebalance.endSession(group, holder.id());
    group.roster().replace(holder, successor);
    successor.awaitJoin(reply);
    rebalance.renewSession(group, successor);
    switch (group.state()) {
      case STABLE -> {
        boolean sameProtocol =
            ProtocolVote.elect(group.roster().terms()).equals(group.protocolName());
        if (sameProtocol) {
          persist(group, holder, successor, leaderBefore == null ? "" : leaderBefore, caller);
        } else {
          rebalance.onChange(group, "static member changes the protocol");
        }
      }
      case COMPLETING_REBALANCE -> rebalance.prepare(group, "static member rejoins");
      case PREPARING_REBALANCE -> rebalance.completeJoinIfReady(group);
      case EMPTY, DEAD -> throw new IllegalStateException("static member in " + group.state());
    }
  }

  private static void fence(ClassicMember holder) {
    holder.answerJoin(ClassicResponses.joinFailed(holder.id(), ErrorCode.FENCED_INSTANCE_ID));
    holder.answerSync(ClassicResponses.syncFailed(ErrorCode.FENCED_INSTANCE_ID));
  }

  private void persist(
      ClassicGroup group,
      ClassicMember holder,
      ClassicMember successor,
      String leaderBefore,
      Caller caller) {
    ErrorCode error =
        journal.write(
            List.of(
                ClassicRecords.record(
                    group.id(), ClassicRecords.assigned(group, ClassicMember::assignment))));
    if (error != ErrorCode.NONE) {
      successor.answerJoin(ClassicResponses.joinFailed(error));
      rebalance.endSession(group, successor.id());
      group.roster().replace(successor, holder);
      rebalance.renewSession(group, holder);
      return;
    }
    successor.answerJoin(
        caller.apiVersion() >= FIRST_VERSION_OF_SKIPPED_ASSIGNMENT
            ? ClassicResponses.joinedSkippingAssignment(group, successor.id())
            : ClassicResponses.joinedAsFollower(group, successor.id(), leaderBefore));
  }
}
