package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.consumer.ConsumerMember.ClassicTerms;
import io.ottla.coordinator.group.consumer.ConsumerMember.Profile;
import io.ottla.coordinator.group.consumer.MemberStep.Arrival;
import io.ottla.coordinator.group.consumer.MemberStep.Outcome;
import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.group.model.ClassicProtocol;
import io.ottla.coordinator.group.model.ConsumerProtocol;
import io.ottla.coordinator.group.model.JoinRequests;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.message.ConsumerProtocolSubscription;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JoinGroup (11) into a consumer group: the member's subscription and what it has are in the
 * metadata of its protocols. Checks, in order: protocols, room, member. Pure.
 */
final class ClassicJoinVerb {
  private final MemberStep step;
  private final TopicCatalog catalog;
  private final int maxSize;

  ClassicJoinVerb(MemberStep step, TopicCatalog catalog, int maxSize) {
    this.step = step;
    this.catalog = catalog;
    this.maxSize = maxSize;
  }

  /** Whether a request fits the group, apart from the member itself. */
  ErrorCode check(ConsumerGroup group, JoinGroupRequest request) {
    List<ClassicProtocol> protocols = JoinRequests.protocols(request);
    if (!request.protocolType().equals(ConsumerProtocol.TYPE)
        || !sharesProtocol(group, protocols)
        || subscription(protocols) == null) {
      return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
    }
    String instanceId = request.groupInstanceId();
    boolean isMember =
        group.member(request.memberId()) != null
            || (instanceId != null && group.holderOf(instanceId) != null);
    return isMember || group.members().size() < maxSize
        ? ErrorCode.NONE
        : ErrorCode.GROUP_MAX_SIZE_REACHED;
  }

  /** All members of the classic protocol must have one protocol in common, if ever needed. */
  private static boolean sharesProtocol(ConsumerGroup group, List<ClassicProtocol> protocols) {
    return protocols.stream()
        .anyMatch(
            protocol ->
                group.members().values().stream()
                    .map(member -> member.profile().classic())
                    .allMatch(terms -> terms == null || terms.supports(protocol.name())));
  }

  private static @Nullable ConsumerProtocolSubscription subscription(
      List<ClassicProtocol> protocols) {
    try {
      return ConsumerProtocol.subscription(protocols.get(0).metadata());
    } catch (MalformedRequestException e) {
      return null;
    }
  }

  /**
   * Decides on a request that was checked.
   *
   * @param memberId of the sender, made up where a static member came without
   */
  Outcome decide(
      ConsumerGroup group, Draft draft, Caller caller, JoinGroupRequest request, String memberId) {
    List<ClassicProtocol> protocols = JoinRequests.protocols(request);
    ConsumerProtocolSubscription subscription = subscription(protocols);
    String instanceId = request.groupInstanceId();
    ConsumerMember known = group.member(memberId);
    ConsumerMember holder = instanceId == null ? null : group.holderOf(instanceId);
    ErrorCode error = checkMember(request, known, holder);
    if (subscription == null || error != ErrorCode.NONE) {
      return Outcome.refuse(error);
    }
    boolean comesBack = holder != null && !holder.id().equals(memberId);
    Profile profile =
        new Profile(
            memberId,
            instanceId,
            subscription.rackId(),
            caller.clientId(),
            caller.clientHost(),
            JoinRequests.rebalanceTimeoutMs(request),
            subscription.topics(),
            "",
            null,
            new ClassicTerms(request.sessionTimeoutMs(), protocols));
    return step.take(
        draft,
        new Arrival(
            profile, comesBack ? holder : null, false, Upgrade.owned(subscription, catalog)),
        draft.isDue(group));
  }

  private static ErrorCode checkMember(
      JoinGroupRequest request, @Nullable ConsumerMember known, @Nullable ConsumerMember holder) {
    if (request.groupInstanceId() != null && !request.memberId().isEmpty()) {
      if (holder == null) {
        return ErrorCode.UNKNOWN_MEMBER_ID;
      }
      if (!holder.id().equals(request.memberId())) {
        return ErrorCode.FENCED_INSTANCE_ID;
      }
    }
    boolean ofOtherProtocol = known != null && !known.speaksClassic();
    return ofOtherProtocol ? ErrorCode.UNKNOWN_MEMBER_ID : ErrorCode.NONE;
  }
}
