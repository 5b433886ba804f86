package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.classic.ClassicGroup;
import io.ottla.coordinator.group.classic.ClassicState;
import io.ottla.coordinator.group.classic.Migration;
import io.ottla.coordinator.group.consumer.ConsumerMember.ClassicTerms;
import io.ottla.coordinator.group.consumer.ConsumerMember.Profile;
import io.ottla.coordinator.group.consumer.ConsumerMember.Progress;
import io.ottla.coordinator.group.model.ConsumerProtocol;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.group.model.MigratingMember;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.coordinator.topics.TopicCatalog.Topic;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.message.ConsumerProtocolAssignment;
import io.ottla.wire.message.ConsumerProtocolSubscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A classic group with members as a consumer group: generation and epoch are one, and each member
 * has what it had. Pure.
 *
 * @param group as it will be once the records are written
 * @param records that replace the classic group
 */
record Upgrade(ConsumerGroup group, List<CoordinatorRecord> records) {
  /** The coordinator has not assigned yet, so that it may at once. */
  private static final long NEVER_MS = 0;

  /**
   * The upgrade of a group; null when it is none of consumers, or what its members say cannot be
   * read, or their assignor keeps data of its own, which would be lost.
   */
  static @Nullable Upgrade of(ClassicGroup classic, TopicCatalog catalog) {
    if (!classic.protocolType().equals(ConsumerProtocol.TYPE)) {
      return null;
    }
    List<ConsumerMember> members = new ArrayList<>();
    try {
      boolean settled = classic.state() == ClassicState.STABLE;
      for (MigratingMember member : Migration.members(classic)) {
        members.add(member(member, classic.generation(), settled, catalog));
      }
    } catch (MalformedRequestException e) {
      return null;
    }
    return of(classic, members, Subscribed.of(members, Map.of(), catalog).hash());
  }

  private static Upgrade of(ClassicGroup classic, List<ConsumerMember> members, long metadataHash) {
    String groupId = classic.id();
    int epoch = classic.generation();
    List<CoordinatorRecord> records = new ArrayList<>();
    members.forEach(member -> records.add(ConsumerRecords.member(groupId, member.profile())));
    records.add(ConsumerRecords.group(groupId, epoch, metadataHash));
    members.forEach(
        member ->
            records.add(
                ConsumerRecords.target(groupId, member.id(), member.progress().assigned())));
    records.add(ConsumerRecords.assignment(groupId, epoch, NEVER_MS));
    members.forEach(
        member -> records.add(ConsumerRecords.current(groupId, member.id(), member.progress())));

    ConsumerGroup group = new ConsumerGroup(groupId);
    Groups preview = new Groups(ConsumerGroup::new);
    preview.put(group);
    records.forEach(record -> ConsumerReplay.replay(record, preview));
    records.addAll(0, classic.tombstones());
    return new Upgrade(group, records);
  }

  private static ConsumerMember member(
      MigratingMember member, int generation, boolean settled, TopicCatalog catalog) {
    ConsumerProtocolSubscription subscription =
        ConsumerProtocol.subscription(member.preferredMetadata());
    Profile profile =
        new Profile(
            member.memberId(),
            member.instanceId(),
            subscription.rackId(),
            member.clientId(),
            member.clientHost(),
            member.rebalanceTimeoutMs(),
            subscription.topics(),
            "",
            null,
            new ClassicTerms(member.sessionTimeoutMs(), member.protocols()));
    Partitions assigned = assigned(ConsumerProtocol.assignment(member.assignment()), catalog);
    Partitions held = settled ? assigned : assigned.plus(owned(subscription, catalog));
    return new ConsumerMember(
        profile,
        new Progress(
            generation,
            generation,
            MemberState.STABLE,
            held,
            Partitions.NONE,
            AssignmentEpochs.NONE.of(held, generation)));
  }

  private static Partitions assigned(ConsumerProtocolAssignment assignment, TopicCatalog catalog) {
    Bytes userData = assignment.userData();
    if (userData != null && !userData.equals(Bytes.EMPTY)) {
      throw new MalformedRequestException("an assignor with data of its own");
    }
    Partitions.Builder partitions = new Partitions.Builder();
    assignment
        .assignedPartitions()
        .forEach(each -> add(partitions, each.topic(), each.partitions(), catalog));
    return partitions.build();
  }

  /** What a member of the classic protocol says that it has. */
  static Partitions owned(ConsumerProtocolSubscription subscription, TopicCatalog catalog) {
    Partitions.Builder partitions = new Partitions.Builder();
    subscription
        .ownedPartitions()
        .forEach(each -> add(partitions, each.topic(), each.partitions(), catalog));
    return partitions.build();
  }

  private static void add(
      Partitions.Builder to, String name, List<Integer> numbers, TopicCatalog catalog) {
    Topic topic = catalog.byName(name);
    if (topic != null) {
      numbers.forEach(number -> to.add(topic.id(), number));
    }
  }
}
