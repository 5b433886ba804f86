package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.classic.ClassicMember.Identity;
import io.ottla.coordinator.group.classic.ClassicMember.Terms;
import io.ottla.coordinator.group.model.ConsumerProtocol;
import io.ottla.coordinator.group.model.MigratingMember;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.message.GroupMetadataValue.MemberMetadata;
import java.util.ArrayList;
import java.util.List;

/** Classic groups on their way to the consumer protocol and back. Pure. */
public final class Migration {
  private Migration() {}

  /** The members of a group that is about to leave the classic protocol. */
  public static List<MigratingMember> members(ClassicGroup group) {
    List<MigratingMember> members = new ArrayList<>();
    for (ClassicMember member : group.roster().all()) {
      members.add(
          new MigratingMember(
              member.id(),
              member.instanceId(),
              member.identity().clientId(),
              member.identity().clientHost(),
              member.terms().rebalanceTimeoutMs(),
              member.terms().sessionTimeoutMs(),
              member.terms().protocols(),
              member.assignment()));
    }
    return members;
  }

  /**
   * The record of a group that has come from the consumer protocol.
   *
   * @param members not empty, with at least one protocol in common; the first one leads
   */
  public static CoordinatorRecord arrival(
      String groupId, int generation, List<MigratingMember> members, long nowMs) {
    List<Terms> terms = members.stream().map(Migration::terms).toList();
    String protocol = ProtocolVote.elect(terms);
    List<MemberMetadata> written = new ArrayList<>();
    for (MigratingMember member : members) {
      Identity identity =
          new Identity(
              member.memberId(), member.instanceId(), member.clientId(), member.clientHost());
      written.add(ClassicRecords.metadata(identity, terms(member), protocol, member.assignment()));
    }
    return ClassicRecords.record(
        groupId,
        new GroupMetadataValue(
            ConsumerProtocol.TYPE,
            generation,
            protocol,
            members.get(0).memberId(),
            nowMs,
            written));
  }

  private static Terms terms(MigratingMember member) {
    return new Terms(member.rebalanceTimeoutMs(), member.sessionTimeoutMs(), member.protocols());
  }
}
