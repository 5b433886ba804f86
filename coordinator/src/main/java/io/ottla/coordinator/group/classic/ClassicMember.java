package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.model.ClassicProtocol;
import io.ottla.coordinator.group.model.JoinRequests;
import io.ottla.coordinator.shard.Reply;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member of a classic group: what it told about itself, its assignment, and the request of it
 * that waits for the others. Owned by the loop of the group's shard.
 */
final class ClassicMember {
  private final Identity identity;
  private Terms terms;
  private Bytes assignment = Bytes.EMPTY;
  private boolean isNew;
  private @Nullable Reply<JoinGroupResponse> awaitingJoin;
  private @Nullable Reply<SyncGroupResponse> awaitingSync;

  ClassicMember(Identity identity, Terms terms) {
    this.identity = identity;
    this.terms = terms;
  }

  /**
   * Who the member is.
   *
   * @param instanceId of a static member, otherwise null
   */
  record Identity(
      String memberId, @Nullable String instanceId, String clientId, String clientHost) {
    Identity withMemberId(String newMemberId) {
      return new Identity(newMemberId, instanceId, clientId, clientHost);
    }
  }

  /**
   * What the member asked for when it joined.
   *
   * @param protocols it supports, the preferred one first
   */
  record Terms(int rebalanceTimeoutMs, int sessionTimeoutMs, List<ClassicProtocol> protocols) {
    Terms {
      protocols = List.copyOf(protocols);
    }

    static Terms of(JoinGroupRequest request) {
      return new Terms(
          JoinRequests.rebalanceTimeoutMs(request),
          request.sessionTimeoutMs(),
          JoinRequests.protocols(request));
    }

    /** The metadata for a protocol; empty when it is not supported. */
    Bytes metadata(@Nullable String protocolName) {
      return protocols.stream()
          .filter(protocol -> protocol.name().equals(protocolName))
          .findFirst()
          .map(ClassicProtocol::metadata)
          .orElse(Bytes.EMPTY);
    }

    boolean supports(String protocolName) {
      return protocols.stream().anyMatch(protocol -> protocol.name().equals(protocolName));
    }
  }

  Identity identity() {
    return identity;
  }

  String id() {
    return identity.memberId();
  }

  @Nullable String instanceId() {
    return identity.instanceId();
  }

  boolean isStatic() {
    return identity.instanceId() != null;
  }

  Terms terms() {
    return terms;
  }

  void setTerms(Terms newTerms) {
    terms = newTerms;
  }

  Bytes assignment() {
    return assignment;
  }

  void setAssignment(Bytes newAssignment) {
    assignment = newAssignment;
  }

  /** Whether the member has not completed a join yet, so that only the join itself keeps it. */
  boolean isNew() {
    return isNew;
  }

  void setNew(boolean value) {
    isNew = value;
  }

  boolean isAwaitingJoin() {
    return awaitingJoin != null;
  }

  boolean isAwaitingSync() {
    return awaitingSync != null;
  }

  /** One request waits; the one before it, which its client most likely gave up, goes. */
  void awaitJoin(Reply<JoinGroupResponse> reply) {
    answerJoin(ClassicResponses.joinFailed(ErrorCode.UNKNOWN_MEMBER_ID));
    awaitingJoin = reply;
  }

  /** The same of SyncGroup. */
  void awaitSync(Reply<SyncGroupResponse> reply) {
    answerSync(ClassicResponses.syncFailed(ErrorCode.REBALANCE_IN_PROGRESS));
    awaitingSync = reply;
  }

  /** Answers a waiting JoinGroup; returns false when there is none. */
  boolean answerJoin(JoinGroupResponse response) {
    Reply<JoinGroupResponse> reply = awaitingJoin;
    awaitingJoin = null;
    if (reply == null) {
      return false;
    }
    reply.send(response);
    return true;
  }

  /** Answers a waiting SyncGroup; returns false when there is none. */
  boolean answerSync(SyncGroupResponse response) {
    Reply<SyncGroupResponse> reply = awaitingSync;
    awaitingSync = null;
    if (reply == null) {
      return false;
    }
    reply.send(response);
    return true;
  }

  /** Whether silence is fine for now, because the member waits for us. */
  boolean isExcusedFromHeartbeat() {
    return !isNew && (isAwaitingJoin() || isAwaitingSync());
  }
}
