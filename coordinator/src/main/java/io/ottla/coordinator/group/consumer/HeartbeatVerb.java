package io.ottla.coordinator.group.consumer;

import com.google.re2j.Pattern;
import io.ottla.coordinator.group.assignor.Assignor;
import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.consumer.ConsumerMember.Profile;
import io.ottla.coordinator.group.consumer.ConsumerMember.Progress;
import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * ConsumerGroupHeartbeat (68) of a member that joins or stays. In order: the member as it is now,
 * the topics of its patterns, the group's epoch, the target assignment, the member's next step
 * towards it. Pure: the group is read and records come out.
 */
final class HeartbeatVerb {
  private final TopicCatalog catalog;
  private final List<Assignor> assignors;
  private final int maxSize;

  HeartbeatVerb(TopicCatalog catalog, List<Assignor> assignors, int maxSize) {
    this.catalog = catalog;
    this.assignors = List.copyOf(assignors);
    this.maxSize = maxSize;
  }

  /**
   * What a heartbeat leads to.
   *
   * @param member as it will be; null after an error
   * @param replaced the member id whose place it takes, or null
   */
  record Outcome(
      ErrorCode error,
      List<CoordinatorRecord> records,
      @Nullable ConsumerMember member,
      @Nullable String replaced,
      boolean assignmentChanged) {
    static Outcome refuse(ErrorCode error) {
      return new Outcome(error, List.of(), null, null, false);
    }
  }

  /**
   * Decides.
   *
   * @param group null when it is still to be made
   * @param toReplace the records that remove a group of another kind in its place
   * @param memberId of the sender, made up where it came without
   */
  Outcome decide(
      @Nullable ConsumerGroup group,
      List<CoordinatorRecord> toReplace,
      Caller caller,
      ConsumerGroupHeartbeatRequest request,
      String memberId,
      long nowMs) {
    Draft draft = new Draft(request.groupId(), group, catalog, nowMs);
    draft.replaceOther(toReplace);
    @Nullable Partitions owned = owned(request);
    String instanceId = request.instanceId();
    ConsumerMember known = draft.member(memberId);
    ConsumerMember holder = group == null || instanceId == null ? null : group.holderOf(instanceId);
    ErrorCode error = check(group, request, known, holder, memberId, owned);
    if (error != ErrorCode.NONE) {
      return Outcome.refuse(error);
    }
    String replaced = null;
    if (holder != null && !holder.id().equals(memberId)) {
      known = successor(holder, memberId);
      draft.replace(holder, known);
      replaced = holder.id();
    }
    boolean due = group != null && nowMs >= group.nextRefreshMs();
    ConsumerMember before = known;
    ConsumerMember member = updateProfile(draft, known, caller, request, memberId);
    boolean changed = before == null || !before.profile().subscribesAs(member.profile());
    if (changed || due) {
      resolveRegexes(draft, group, member);
      draft.bumpEpochIf(changed);
    }
    draft.assign(assignors);
    return reconcile(draft, before, member, request, owned, replaced);
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
        boolean free = holder.epoch() == ConsumerMember.AWAY;
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

  /** A static member that comes back has lost what it had in hand, not its assignment. */
  private static ConsumerMember successor(ConsumerMember holder, String memberId) {
    Profile p = holder.profile();
    Profile renamed =
        new Profile(
            memberId,
            p.instanceId(),
            p.rackId(),
            p.clientId(),
            p.clientHost(),
            p.rebalanceTimeoutMs(),
            p.topics(),
            p.regex(),
            p.assignor());
    Progress progress = holder.progress();
    return new ConsumerMember(
        renamed,
        new Progress(
            ConsumerMember.JOINING, 0, MemberState.STABLE, progress.assigned(), Partitions.NONE));
  }

  private static ConsumerMember updateProfile(
      Draft draft,
      @Nullable ConsumerMember known,
      Caller caller,
      ConsumerGroupHeartbeatRequest request,
      String memberId) {
    Profile old =
        known == null
            ? new Profile(memberId, null, null, "", "", -1, List.of(), "", null)
            : known.profile();
    List<String> names = request.subscribedTopicNames();
    Profile updated =
        new Profile(
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
            orElse(request.serverAssignor(), old.assignor()));
    ConsumerMember member =
        known == null ? new ConsumerMember(updated, Progress.NONE) : known.with(updated);
    if (known == null || !updated.equals(old)) {
      draft.putProfile(member, updated);
    }
    return member;
  }

  private static @Nullable String orElse(@Nullable String value, @Nullable String other) {
    return value == null ? other : value;
  }

  private void resolveRegexes(Draft draft, @Nullable ConsumerGroup group, ConsumerMember member) {
    if (group != null) {
      group.regexes().keySet().forEach(regex -> resolve(draft, regex));
    }
    resolve(draft, member.profile().regex());
    draft.dropUnusedRegexes();
  }

  private void resolve(Draft draft, String regex) {
    if (!regex.isEmpty()) {
      draft.putRegex(regex, Subscribed.matching(Pattern.compile(regex), catalog));
    }
  }

  private static Outcome reconcile(
      Draft draft,
      @Nullable ConsumerMember before,
      ConsumerMember member,
      ConsumerGroupHeartbeatRequest request,
      @Nullable Partitions owned,
      @Nullable String replaced) {
    boolean startsOver =
        request.memberEpoch() == ConsumerMember.JOINING && before != null && replaced == null;
    Progress from = startsOver ? restarted(member.progress()) : member.progress();
    Progress to =
        new Reconciliation(
                draft.target(member.id()),
                draft.assignmentEpoch(),
                draft.heldByOthersThan(member.id()),
                owned)
            .next(from);
    if (!to.equals(member.progress())) {
      draft.putProgress(member, to);
    }
    boolean changed = !to.assigned().equals(member.progress().assigned());
    return new Outcome(ErrorCode.NONE, draft.records(), member.with(to), replaced, changed);
  }

  /** A member that starts over has given up everything; its place in the group stays. */
  private static Progress restarted(Progress progress) {
    return new Progress(
        ConsumerMember.JOINING, 0, MemberState.STABLE, progress.assigned(), Partitions.NONE);
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
