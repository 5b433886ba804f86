package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.classic.ClassicMember.Identity;
import io.ottla.coordinator.group.classic.ClassicMember.Terms;
import io.ottla.coordinator.group.model.ClassicProtocol;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.message.GroupMetadataKey;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.message.GroupMetadataValue.MemberMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The record of a classic group, in the version that Apache Kafka 4.3 writes. Pure. */
final class ClassicRecords {
  private static final short VERSION = 3;

  private ClassicRecords() {}

  static CoordinatorRecord record(String groupId, GroupMetadataValue value) {
    return CoordinatorRecord.set(
        GroupMetadataKey.KEY, new GroupMetadataKey(groupId), VERSION, value);
  }

  static CoordinatorRecord tombstone(String groupId) {
    return CoordinatorRecord.tombstone(GroupMetadataKey.KEY, new GroupMetadataKey(groupId));
  }

  /** A group that was just made. */
  static GroupMetadataValue created(long nowMs) {
    return new GroupMetadataValue("", 0, null, null, nowMs, List.of());
  }

  /** A generation without members. */
  static GroupMetadataValue empty(ClassicGroup group, int generation, long nowMs) {
    return new GroupMetadataValue(group.protocolType(), generation, null, null, nowMs, List.of());
  }

  /** A generation with its assignment. */
  static GroupMetadataValue assigned(
      ClassicGroup group, Function<ClassicMember, Bytes> assignment) {
    List<MemberMetadata> members = new ArrayList<>();
    for (ClassicMember member : group.roster().all()) {
      members.add(
          metadata(
              member.identity(), member.terms(), group.protocolName(), assignment.apply(member)));
    }
    return new GroupMetadataValue(
        group.protocolType(),
        group.generation(),
        group.protocolName(),
        group.roster().leaderId(),
        group.stateTimestampMs(),
        members);
  }

  /** A member as the record has it: with what it says for the group's protocol. */
  static MemberMetadata metadata(
      Identity identity, Terms terms, @Nullable String protocol, Bytes assignment) {
    return new MemberMetadata(
        identity.memberId(),
        identity.instanceId(),
        identity.clientId(),
        identity.clientHost(),
        terms.rebalanceTimeoutMs(),
        terms.sessionTimeoutMs(),
        terms.metadata(protocol),
        assignment);
  }

  /** The member of a record: the live one where there is one, with the record's assignment. */
  static ClassicMember member(
      GroupMetadataValue group, MemberMetadata metadata, Map<String, ClassicMember> live) {
    ClassicMember member = live.get(metadata.memberId());
    if (member == null) {
      member = new ClassicMember(identity(metadata), terms(group, metadata));
    }
    member.setAssignment(metadata.assignment());
    return member;
  }

  private static Identity identity(MemberMetadata metadata) {
    return new Identity(
        metadata.memberId(),
        metadata.groupInstanceId(),
        metadata.clientId(),
        metadata.clientHost());
  }

  private static Terms terms(GroupMetadataValue group, MemberMetadata metadata) {
    int rebalanceTimeoutMs =
        metadata.rebalanceTimeout() == -1 ? metadata.sessionTimeout() : metadata.rebalanceTimeout();
    String protocol = group.protocol();
    List<ClassicProtocol> protocols =
        protocol == null
            ? List.of()
            : List.of(new ClassicProtocol(protocol, metadata.subscription()));
    return new Terms(rebalanceTimeoutMs, metadata.sessionTimeout(), protocols);
  }
}
