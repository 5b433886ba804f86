package io.ottla.coordinator.group.classic;

import io.ottla.wire.codec.Bytes;
import io.ottla.wire.message.DescribeGroupsResponse.DescribedGroup;
import io.ottla.wire.message.DescribeGroupsResponse.DescribedGroupMember;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** DescribeGroups (15) of one classic group. Members' metadata is shown while it is stable. */
public final class DescribeVerb {
  private static final short FIRST_VERSION_OF_NOT_FOUND = 6;

  private DescribeVerb() {}

  static DescribedGroup describe(ClassicGroup group) {
    boolean stable = group.isIn(ClassicState.STABLE);
    @Nullable String protocol = stable ? group.protocolName() : null;
    List<DescribedGroupMember> members = new ArrayList<>();
    for (ClassicMember member : group.roster().all()) {
      members.add(
          new DescribedGroupMember(
              member.id(),
              member.instanceId(),
              member.identity().clientId(),
              member.identity().clientHost(),
              stable ? member.terms().metadata(protocol) : Bytes.EMPTY,
              member.assignment()));
    }
    return DescribedGroup.builder()
        .groupId(group.id())
        .groupState(group.stateLabel())
        .protocolType(group.protocolType())
        .protocolData(protocol == null ? "" : protocol)
        .members(members)
        .build();
  }

  /** A group that does not exist is dead; from v6 on that is an error (KIP-1043). */
  public static DescribedGroup notFound(String groupId, short apiVersion) {
    DescribedGroup.Builder dead =
        DescribedGroup.builder().groupId(groupId).groupState(ClassicState.DEAD.label());
    if (apiVersion >= FIRST_VERSION_OF_NOT_FOUND) {
      dead.errorCode(ErrorCode.GROUP_ID_NOT_FOUND.code())
          .errorMessage("Group " + groupId + " not found.");
    }
    return dead.build();
  }
}
