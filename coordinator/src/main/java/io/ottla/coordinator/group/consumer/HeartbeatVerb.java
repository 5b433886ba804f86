package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.consumer.ConsumerMember.Profile;
import io.ottla.coordinator.group.consumer.MemberStep.Arrival;
import io.ottla.coordinator.group.consumer.MemberStep.Outcome;
import io.ottla.coordinator.group.model.Caller;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * ConsumerGroupHeartbeat (68) of a member that joins or stays: checks the member against the group
 * and lets it take its step. Pure: the group is read and records come out.
 */
final class HeartbeatVerb {
  private final MemberStep step;
  private final int maxSize;

  HeartbeatVerb(MemberStep step, int maxSize) {
    this.step = step;
    this.maxSize = maxSize;
  }

  /**
   * Decides.
   *
   * @param group null when it is still to be made
   * @param draft of the group
   * @param memberId of the sender, made up where it came without
   */
  Outcome decide(
      @Nullable ConsumerGroup group,
      Draft draft,
      Caller caller,
      ConsumerGroupHeartbeatRequest request,
      String memberId) {
    @Nullable Partitions owned = owned(request);
    String instanceId = request.instanceId();
    ConsumerMember known = draft.member(memberId);
    ConsumerMember holder = group == null || instanceId == null ? null : group.holderOf(instanceId);
    ErrorCode error = check(group, request, known, holder, memberId, owned);
    if (error != ErrorCode.NONE) {
      return Outcome.refuse(error);
    }
    boolean comesBack = holder != null && !holder.id().equals(memberId);
    ConsumerMember before = comesBack ? holder : known;
    Profile profile = profile(before == null ? null : before.profile(), caller, request, memberId);
    boolean joins = request.memberEpoch() == ConsumerMember.JOINING;
    return step.take(
        draft, new Arrival(profile, comesBack ? holder : null, joins, owned), draft.isDue(group));
  }

  private ErrorCode check(
      @Nullable ConsumerGroup group,
      ConsumerGroupHeartbeatRequest request,
      @Nullable ConsumerMember known,
      @Nullable ConsumerMember holder,
      String memberId,
      @Nullable Partitions owned) {
    boolean joins = request.memberEpoch() == ConsumerMember.JOINING;
    if (request.instanceId() != null) {
      if (holder == null && !joins) {
        return ErrorCode.UNKNOWN_MEMBER_ID;
      }
      if (holder != null && !holder.id().equals(memberId)) {
        boolean free = holder.epoch() == ConsumerMember.AWAY || holder.speaksClassic();
        ErrorCode taken = free ? ErrorCode.NONE : ErrorCode.UNRELEASED_INSTANCE_ID;
        return joins ? taken : ErrorCode.FENCED_INSTANCE_ID;
      }
    }
    if (known == null) {
      boolean full = group != null && group.members().size() >= maxSize;
      ErrorCode room = full ? ErrorCode.GROUP_MAX_SIZE_REACHED : ErrorCode.NONE;
      return joins ? room : ErrorCode.UNKNOWN_MEMBER_ID;
    }
    return HeartbeatChecks.epoch(known, request.memberEpoch(), owned);
  }

  private static Profile profile(
      @Nullable Profile before,
      Caller caller,
      ConsumerGroupHeartbeatRequest request,
      String memberId) {
    Profile old =
        before == null
            ? new Profile(memberId, null, null, "", "", -1, List.of(), "", null, null)
            : before;
    List<String> names = request.subscribedTopicNames();
    return new Profile(
        memberId,
        orElse(request.instanceId(), old.instanceId()),
        orElse(request.rackId(), old.rackId()),
        caller.clientId(),
        caller.clientHost(),
        request.rebalanceTimeoutMs() == -1
            ? old.rebalanceTimeoutMs()
            : request.rebalanceTimeoutMs(),
        names == null ? old.topics() : names,
        Objects.requireNonNullElse(request.subscribedTopicRegex(), old.regex()),
        orElse(request.serverAssignor(), old.assignor()),
        null);
  }

  private static @Nullable String orElse(@Nullable String value, @Nullable String other) {
    return value == null ? other : value;
  }

  private static @Nullable Partitions owned(ConsumerGroupHeartbeatRequest request) {
    List<ConsumerGroupHeartbeatRequest.TopicPartitions> topics = request.topicPartitions();
    if (topics == null) {
      return null;
    }
    Partitions.Builder owned = new Partitions.Builder();
    topics.forEach(
        topic -> topic.partitions().forEach(number -> owned.add(topic.topicId(), number)));
    return owned.build();
  }
}
