package io.ottla.coordinator.group.classic;

import io.ottla.wire.codec.Bytes;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.JoinGroupResponse.JoinGroupResponseMember;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** The responses that a classic group gives. Pure. */
final class ClassicResponses {
  private static final String NO_MEMBER = "";

  private ClassicResponses() {}

  static JoinGroupResponse joinFailed(ErrorCode error) {
    return joinFailed(NO_MEMBER, error);
  }

  static JoinGroupResponse joinFailed(String memberId, ErrorCode error) {
    return JoinGroupResponse.builder().memberId(memberId).errorCode(error.code()).build();
  }

  /** The generation as a member sees it: the leader gets the others' metadata. */
  static JoinGroupResponse joined(ClassicGroup group, String memberId) {
    boolean leads = group.roster().isLeader(memberId);
    return generation(group, memberId).members(leads ? members(group) : List.of()).build();
  }

  /** The generation without the members' metadata, which keeps a leader from assigning. */
  static JoinGroupResponse joinedAsFollower(ClassicGroup group, String memberId, String leaderId) {
    return generation(group, memberId).leader(leaderId).build();
  }

  /** The generation for a leader that need not assign, because nothing has changed. */
  static JoinGroupResponse joinedSkippingAssignment(ClassicGroup group, String memberId) {
    return joined(group, memberId).toBuilder()
        .skipAssignment(group.roster().isLeader(memberId))
        .build();
  }

  private static JoinGroupResponse.Builder generation(ClassicGroup group, String memberId) {
    String protocolName = group.protocolName();
    String leaderId = group.roster().leaderId();
    return JoinGroupResponse.builder()
        .generationId(group.generation())
        .protocolType(group.protocolType())
        .protocolName(protocolName == null ? "" : protocolName)
        .leader(leaderId == null ? NO_MEMBER : leaderId)
        .memberId(memberId);
  }

  private static List<JoinGroupResponseMember> members(ClassicGroup group) {
    List<JoinGroupResponseMember> members = new ArrayList<>();
    for (ClassicMember member : group.roster().all()) {
      members.add(
          new JoinGroupResponseMember(
              member.id(), member.instanceId(), member.terms().metadata(group.protocolName())));
    }
    return members;
  }

  static SyncGroupResponse syncFailed(ErrorCode error) {
    return SyncGroupResponse.builder().errorCode(error.code()).build();
  }

  static SyncGroupResponse synced(ClassicGroup group, Bytes assignment) {
    return new SyncGroupResponse(
        0, ErrorCode.NONE.code(), group.protocolType(), group.protocolName(), assignment);
  }
}
