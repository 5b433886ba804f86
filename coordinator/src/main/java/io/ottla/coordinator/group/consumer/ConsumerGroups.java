package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.assignor.Assignor;
import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.assignor.RangeAssignor;
import io.ottla.coordinator.group.assignor.UniformAssignor;
import io.ottla.coordinator.group.classic.ClassicGroup;
import io.ottla.coordinator.group.consumer.ConsumerMember.Progress;
import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.group.model.ClassicService;
import io.ottla.coordinator.group.model.Group;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.shard.Reply;
import io.ottla.coordinator.shard.ShardContext;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.wire.message.ConsumerGroupDescribeResponse;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer groups of a shard: finds the group, writes what was decided, keeps the timers. */
public final class ConsumerGroups {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerGroups.class);
  private static final List<Assignor> ASSIGNORS =
      List.of(new UniformAssignor(), new RangeAssignor());

  private final ConsumerContext context;
  private final ShardContext shard;
  private final Groups groups;
  private final TopicCatalog catalog;
  private final Departures departures;
  private final MemberTimers timers;
  private final HeartbeatVerb heartbeatVerb;
  private final ClassicMembers classicMembers;

  /** Of a shard. */
  public ConsumerGroups(ConsumerContext context) {
    this.context = context;
    this.shard = context.shard();
    this.groups = context.groups();
    this.catalog = context.catalog();
    this.departures = new Departures(context);
    this.timers = departures.timers();
    MemberStep step = new MemberStep(ASSIGNORS);
    int maxSize = context.config().consumer().maxSize();
    this.heartbeatVerb = new HeartbeatVerb(step, maxSize);
    this.classicMembers =
        new ClassicMembers(context, new ClassicJoinVerb(step, catalog, maxSize), departures);
  }

  /** What members of the classic protocol are served by. */
  public ClassicService classicMembers() {
    return classicMembers;
  }

  /** Whether the group is a consumer group with members. */
  public boolean serves(String groupId) {
    return groups.find(groupId) instanceof ConsumerGroup group && !group.members().isEmpty();
  }

  /** Applies a record, if it is one of a consumer group. */
  public void replay(CoordinatorRecord record) {
    ConsumerReplay.replay(record, groups);
  }

  /** Settles who the members are, and starts their timers. */
  public void onLoaded() {
    for (Group each : groups.all()) {
      if (each instanceof ConsumerGroup group) {
        group.onLoaded();
        startTimers(group);
      }
    }
  }

  /** ConsumerGroupHeartbeat. */
  public void heartbeat(
      Caller caller,
      ConsumerGroupHeartbeatRequest request,
      Reply<ConsumerGroupHeartbeatResponse> reply) {
    ErrorCode error = HeartbeatChecks.request(caller.apiVersion(), request, ASSIGNORS);
    if (error != ErrorCode.NONE) {
      reply.fail(error);
    } else if (request.memberEpoch() < 0) {
      leave(request, reply);
    } else {
      stay(caller, request, reply);
    }
  }

  private void stay(
      Caller caller,
      ConsumerGroupHeartbeatRequest request,
      Reply<ConsumerGroupHeartbeatResponse> reply) {
    boolean joins = request.memberEpoch() == ConsumerMember.JOINING;
    Admission admission =
        Admission.of(groups.find(request.groupId()), joins, context.config().consumer(), catalog);
    if (admission == null) {
      reply.fail(ErrorCode.GROUP_ID_NOT_FOUND);
      return;
    }
    GroupConfig.Consumer settings = context.settings().consumer(request.groupId());
    Draft draft = new Draft(request.groupId(), admission.group(), context.scene(settings));
    draft.beginWith(admission.records());
    String memberId = request.memberId().isEmpty() ? context.newIds().get() : request.memberId();
    MemberStep.Outcome outcome =
        heartbeatVerb.decide(admission.group(), draft, caller, request, memberId);
    ErrorCode error = outcome.error();
    if (error == ErrorCode.NONE) {
      error = shard.journal().write(outcome.records());
    }
    ConsumerMember member = outcome.member();
    if (member == null || error != ErrorCode.NONE) {
      reply.fail(error);
      return;
    }
    if (admission.upgraded() != null) {
      afterUpgrade(admission.upgraded());
    }
    afterHeartbeat(request.groupId(), settings, member, outcome);
    boolean tellAll = joins || isFull(request) || outcome.assignmentChanged();
    int nextHeartbeatMs = nextHeartbeatMs(settings, outcome.waitMs());
    reply.send(ConsumerResponses.heartbeat(member, nextHeartbeatMs, tellAll));
  }

  private void afterUpgrade(ClassicGroup classic) {
    context.classicGroups().onDeparture(classic);
    if (groups.find(classic.id()) instanceof ConsumerGroup group) {
      LOG.info("group={} upgraded members={}", group.id(), group.members().size());
      startTimers(group);
    }
  }

  private void startTimers(ConsumerGroup group) {
    int sessionTimeoutMs = context.settings().consumer(group.id()).sessionTimeoutMs();
    group
        .members()
        .values()
        .forEach(member -> timers.onAlive(group.id(), member, sessionTimeoutMs));
  }

  /** Who waits for an assignment comes back when it may be there, not a whole interval later. */
  private static int nextHeartbeatMs(GroupConfig.Consumer settings, int waitMs) {
    return waitMs == 0
        ? settings.heartbeatIntervalMs()
        : Math.min(waitMs, settings.heartbeatIntervalMs());
  }

  private static boolean isFull(ConsumerGroupHeartbeatRequest request) {
    return request.topicPartitions() != null
        && request.subscribedTopicNames() != null
        && request.rebalanceTimeoutMs() != -1;
  }

  private void afterHeartbeat(
      String groupId,
      GroupConfig.Consumer settings,
      ConsumerMember member,
      MemberStep.Outcome outcome) {
    if (outcome.replaced() != null) {
      timers.cancelAll(groupId, outcome.replaced());
    }
    if (outcome.assignmentChanged()) {
      timers.onAssignmentChanged(groupId, member);
    }
    timers.onAlive(groupId, member, settings.sessionTimeoutMs());
    if (groups.find(groupId) instanceof ConsumerGroup group && group.isRefreshDue(shard.nowMs())) {
      group.onRefreshed(shard.nowMs());
    }
  }

  private void leave(
      ConsumerGroupHeartbeatRequest request, Reply<ConsumerGroupHeartbeatResponse> reply) {
    if (!(groups.find(request.groupId()) instanceof ConsumerGroup group)) {
      reply.fail(ErrorCode.GROUP_ID_NOT_FOUND);
      return;
    }
    String instanceId = request.instanceId();
    ConsumerMember member =
        instanceId == null ? group.member(request.memberId()) : group.holderOf(instanceId);
    if (member == null) {
      reply.fail(ErrorCode.UNKNOWN_MEMBER_ID);
      return;
    }
    if (!member.id().equals(request.memberId())) {
      reply.fail(ErrorCode.FENCED_INSTANCE_ID);
      return;
    }
    ErrorCode error =
        request.memberEpoch() == ConsumerMember.AWAY
            ? setAway(group, member)
            : departures.remove(group, List.of(member.id()));
    if (error == ErrorCode.NONE) {
      reply.send(ConsumerResponses.left(member.id(), request.memberEpoch()));
    } else {
      reply.fail(error);
    }
  }

  /**
   * A static member that may come back keeps its place until its session ends. As in Kafka, what it
   * has counts as its own in every epoch from then on.
   */
  private ErrorCode setAway(ConsumerGroup group, ConsumerMember member) {
    Progress now = member.progress();
    Progress away =
        new Progress(
            ConsumerMember.AWAY,
            now.epoch(),
            now.state(),
            now.assigned(),
            Partitions.NONE,
            AssignmentEpochs.NONE.of(now.assigned(), 0));
    return shard.journal().write(List.of(ConsumerRecords.current(group.id(), member.id(), away)));
  }

  /** ConsumerGroupDescribe of one group. */
  public ConsumerGroupDescribeResponse.DescribedGroup describe(String groupId) {
    return groups.find(groupId) instanceof ConsumerGroup group
        ? ConsumerResponses.described(group, ASSIGNORS.get(0).name(), catalog)
        : ConsumerResponses.notFound(groupId);
  }
}
