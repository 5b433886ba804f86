package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.classic.ClassicMember.Identity;
import io.ottla.coordinator.group.classic.ClassicMember.Terms;
import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.JoinRequests;
import io.ottla.coordinator.group.model.MemberRef;
import io.ottla.coordinator.shard.Reply;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * JoinGroup (11) of dynamic members, and of static ones the first time. Checks, in order: room,
 * state, protocols, member. Answered when the join phase ends, or at once where the member has
 * missed nothing.
 */
final class JoinVerb {
  private static final short FIRST_VERSION_OF_REQUIRED_MEMBER_ID = 4;

  private final GroupConfig.Classic config;
  private final Rebalance rebalance;
  private final StaticJoinVerb staticJoin;
  private final Supplier<String> newIds;

  JoinVerb(
      GroupConfig.Classic config,
      Rebalance rebalance,
      StaticJoinVerb staticJoin,
      Supplier<String> newIds) {
    this.config = config;
    this.rebalance = rebalance;
    this.staticJoin = staticJoin;
    this.newIds = newIds;
  }

  void join(
      ClassicGroup group, Caller caller, JoinGroupRequest request, Reply<JoinGroupResponse> reply) {
    String memberId = request.memberId();
    Terms terms = Terms.of(request);
    if (!hasRoom(group, memberId)) {
      drop(group, memberId);
      reply.send(ClassicResponses.joinFailed(ErrorCode.GROUP_MAX_SIZE_REACHED));
    } else if (!group.supports(request.protocolType(), terms)) {
      reply.send(ClassicResponses.joinFailed(memberId, ErrorCode.INCONSISTENT_GROUP_PROTOCOL));
    } else if (memberId.isEmpty()) {
      joinNew(group, caller, request, terms, reply);
    } else {
      joinKnown(group, caller, request, terms, reply);
    }
  }

  private boolean hasRoom(ClassicGroup group, String memberId) {
    Roster roster = group.roster();
    ClassicMember member = roster.find(memberId);
    return switch (group.state()) {
      case EMPTY, DEAD -> true;
      case PREPARING_REBALANCE ->
          (member != null && member.isAwaitingJoin())
              || roster.awaitingJoinCount() < config.maxSize();
      case COMPLETING_REBALANCE, STABLE -> member != null || roster.size() < config.maxSize();
    };
  }

  /** Nobody waits for a member that was turned away. */
  private void drop(ClassicGroup group, String memberId) {
    group.roster().remove(memberId);
    rebalance.endSession(group, memberId);
    rebalance.completeJoinIfReady(group);
  }

  private void joinNew(
      ClassicGroup group,
      Caller caller,
      JoinGroupRequest request,
      Terms terms,
      Reply<JoinGroupResponse> reply) {
    String memberId = JoinRequests.memberIdPrefix(caller, request) + newIds.get();
    String instanceId = request.groupInstanceId();
    if (instanceId != null) {
      Identity identity = identity(caller, request, memberId);
      ClassicMember holder = find(group, group.roster().staticMember(instanceId));
      if (holder == null) {
        add(group, identity, request, terms, reply);
      } else {
        staticJoin.replace(group, holder, identity, caller, terms, reply);
      }
      return;
    }
    if (caller.apiVersion() >= FIRST_VERSION_OF_REQUIRED_MEMBER_ID) {
      group.roster().pending().add(memberId);
      rebalance.startSession(group, memberId, request.sessionTimeoutMs());
      reply.send(ClassicResponses.joinFailed(memberId, ErrorCode.MEMBER_ID_REQUIRED));
    } else {
      add(group, identity(caller, request, memberId), request, terms, reply);
    }
  }

  private void joinKnown(
      ClassicGroup group,
      Caller caller,
      JoinGroupRequest request,
      Terms terms,
      Reply<JoinGroupResponse> reply) {
    String memberId = request.memberId();
    if (request.groupInstanceId() == null && group.roster().pending().contains(memberId)) {
      add(group, identity(caller, request, memberId), request, terms, reply);
      return;
    }
    ErrorCode error = group.roster().check(new MemberRef(memberId, request.groupInstanceId(), -1));
    ClassicMember member = group.roster().find(memberId);
    if (member == null || error != ErrorCode.NONE) {
      reply.send(ClassicResponses.joinFailed(memberId, error));
      return;
    }
    rejoin(group, member, terms, reply);
  }

  private void rejoin(
      ClassicGroup group, ClassicMember member, Terms terms, Reply<JoinGroupResponse> reply) {
    boolean unchanged = member.terms().protocols().equals(terms.protocols());
    boolean leads = group.roster().isLeader(member.id());
    switch (group.state()) {
      case PREPARING_REBALANCE -> joinAgain(group, member, terms, reply, "member rejoins");
      case COMPLETING_REBALANCE -> {
        if (unchanged) {
          reply.send(ClassicResponses.joined(group, member.id()));
        } else {
          joinAgain(group, member, terms, reply, "member changes its metadata");
        }
      }
      case STABLE -> {
        if (leads) {
          joinAgain(group, member, terms, reply, "leader rejoins");
        } else if (!unchanged) {
          joinAgain(group, member, terms, reply, "member changes its metadata");
        } else {
          reply.send(ClassicResponses.joined(group, member.id()));
        }
      }
      case EMPTY, DEAD ->
          reply.send(ClassicResponses.joinFailed(member.id(), ErrorCode.UNKNOWN_MEMBER_ID));
    }
  }

  private void joinAgain(
      ClassicGroup group,
      ClassicMember member,
      Terms terms,
      Reply<JoinGroupResponse> reply,
      String reason) {
    group.roster().setTerms(member, terms);
    member.awaitJoin(reply);
    rebalance.onChange(group, reason);
  }

  private void add(
      ClassicGroup group,
      Identity identity,
      JoinGroupRequest request,
      Terms terms,
      Reply<JoinGroupResponse> reply) {
    ClassicMember member = new ClassicMember(identity, terms);
    member.setNew(true);
    member.awaitJoin(reply);
    group.add(member, request.protocolType());
    rebalance.startNewMemberSession(group, member);
    rebalance.onChange(group, "member joins");
  }

  private static Identity identity(Caller caller, JoinGroupRequest request, String memberId) {
    return new Identity(
        memberId, request.groupInstanceId(), caller.clientId(), caller.clientHost());
  }

  private static @Nullable ClassicMember find(ClassicGroup group, @Nullable String memberId) {
    return memberId == null ? null : group.roster().find(memberId);
  }
}
