package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.classic.Migration;
import io.ottla.coordinator.group.consumer.ConsumerMember.ClassicTerms;
import io.ottla.coordinator.group.consumer.ConsumerMember.Profile;
import io.ottla.coordinator.group.model.ConsumerProtocol;
import io.ottla.coordinator.group.model.MigratingMember;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.coordinator.topics.TopicCatalog.Topic;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.message.ConsumerProtocolAssignment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** A consumer group whose last member of the consumer protocol leaves, as a classic group. Pure. */
final class Downgrade {
  private Downgrade() {}

  /** Whether there are members and all of them speak the classic protocol. */
  static boolean fits(Collection<ConsumerMember> remaining) {
    return !remaining.isEmpty() && remaining.stream().allMatch(ConsumerMember::speaksClassic);
  }

  /**
   * The records that put a classic group in the group's place.
   *
   * @param remaining its members, which all speak the classic protocol
   */
  static List<CoordinatorRecord> records(
      ConsumerGroup group, Collection<ConsumerMember> remaining, TopicCatalog catalog, long nowMs) {
    List<MigratingMember> members = new ArrayList<>();
    remaining.forEach(member -> members.add(member(member, catalog)));
    List<CoordinatorRecord> records = new ArrayList<>(group.tombstones());
    records.add(Migration.arrival(group.id(), group.epoch(), members, nowMs));
    return records;
  }

  private static MigratingMember member(ConsumerMember member, TopicCatalog catalog) {
    Profile profile = member.profile();
    ClassicTerms terms = Objects.requireNonNull(profile.classic());
    return new MigratingMember(
        profile.memberId(),
        profile.instanceId(),
        profile.clientId(),
        profile.clientHost(),
        profile.rebalanceTimeoutMs(),
        terms.sessionTimeoutMs(),
        terms.protocols(),
        assignment(member, catalog));
  }

  /** What a member has, in the version of the classic protocol that it speaks. */
  static Bytes assignment(ConsumerMember member, TopicCatalog catalog) {
    ClassicTerms terms = Objects.requireNonNull(member.profile().classic());
    Partitions assigned = member.progress().assigned();
    List<ConsumerProtocolAssignment.TopicPartition> topics = new ArrayList<>();
    assigned
        .byTopic()
        .forEach(
            (id, numbers) -> {
              Topic topic = catalog.byId(id);
              if (topic != null) {
                topics.add(
                    new ConsumerProtocolAssignment.TopicPartition(
                        topic.name(), List.copyOf(numbers)));
              }
            });
    return ConsumerProtocol.write(
        new ConsumerProtocolAssignment(topics, null),
        ConsumerProtocol.version(terms.preferredMetadata()));
  }
}
