package io.ottla.coordinator.group.consumer;

import com.google.re2j.Pattern;
import io.ottla.coordinator.group.assignor.Assignor;
import io.ottla.coordinator.group.assignor.Assignor.MemberSpec;
import io.ottla.coordinator.group.assignor.Assignor.Racks;
import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.consumer.ConsumerMember.Profile;
import io.ottla.coordinator.group.consumer.ConsumerMember.Progress;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.topics.TopicCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A group as it would be once what has been decided so far is written, with the records that make
 * it so. Lives for one request, until its records are written; the group itself is not touched, and
 * not copied either for a heartbeat that changes nothing.
 */
final class Draft {
  private final String groupId;
  private final Scene scene;
  private final LazyCopy<String, ConsumerMember> members;
  private final LazyCopy<String, Partitions> targets;
  private final LazyCopy<String, Set<String>> regexes;
  private final List<CoordinatorRecord> records = new ArrayList<>();
  private int epoch;
  private int assignmentEpoch;
  private long assignmentMs;
  private long metadataHash;

  /**
   * What is decided in the light of.
   *
   * @param assignmentIntervalMs the least time between two assignments
   */
  record Scene(TopicCatalog catalog, long nowMs, int assignmentIntervalMs) {}

  /**
   * Starts from a group.
   *
   * @param group null for one that is still to be made
   */
  Draft(String groupId, @Nullable ConsumerGroup group, Scene scene) {
    this.groupId = groupId;
    this.scene = scene;
    this.members = new LazyCopy<>(group == null ? Map.of() : group.members(), TreeMap::new);
    this.targets = new LazyCopy<>(group == null ? Map.of() : group.targets(), HashMap::new);
    this.regexes = new LazyCopy<>(group == null ? Map.of() : group.regexes(), HashMap::new);
    this.epoch = group == null ? 1 : group.epoch();
    this.assignmentEpoch = group == null ? 0 : group.assignmentEpoch();
    this.assignmentMs = group == null ? 0 : group.assignmentMs();
    this.metadataHash = group == null ? 0 : group.metadataHash();
  }

  List<CoordinatorRecord> records() {
    return records;
  }

  /** Puts records before the draft's own: those that make room for the group or bring it here. */
  void beginWith(List<CoordinatorRecord> first) {
    records.addAll(first);
  }

  Collection<ConsumerMember> members() {
    return members.now().values();
  }

  @Nullable ConsumerMember member(String memberId) {
    return members.now().get(memberId);
  }

  int assignmentEpoch() {
    return assignmentEpoch;
  }

  Partitions target(String memberId) {
    return targets.now().getOrDefault(memberId, Partitions.NONE);
  }

  void putProfile(ConsumerMember member, Profile profile) {
    members.own().put(profile.memberId(), member.with(profile));
    records.add(ConsumerRecords.member(groupId, profile));
  }

  void putProgress(ConsumerMember member, Progress progress) {
    members.own().put(member.id(), member.with(progress));
    records.add(ConsumerRecords.current(groupId, member.id(), progress));
  }

  void remove(String memberId) {
    members.own().remove(memberId);
    targets.own().remove(memberId);
    records.addAll(ConsumerRecords.memberTombstones(groupId, memberId));
  }

  /** Puts a member with its target in the place of another: a static one that comes back. */
  void replace(ConsumerMember before, ConsumerMember after) {
    Partitions target = target(before.id());
    remove(before.id());
    putProfile(after, after.profile());
    targets.own().put(after.id(), target);
    records.add(ConsumerRecords.target(groupId, after.id(), target));
    putProgress(after, after.progress());
  }

  /** Whether it is time to look at the topics of a group again. */
  boolean isDue(@Nullable ConsumerGroup group) {
    return group != null && group.isRefreshDue(scene.nowMs());
  }

  /** Looks up what the group's patterns stand for, and one more; forgets those out of use. */
  void resolveRegexes(String another) {
    List.copyOf(regexes.now().keySet()).forEach(this::resolve);
    resolve(another);
    dropUnusedRegexes();
  }

  private void resolve(String regex) {
    if (!regex.isEmpty()) {
      putRegex(regex, Subscribed.matching(Pattern.compile(regex), scene.catalog()));
    }
  }

  /** Sets what a pattern stands for. */
  private void putRegex(String regex, Set<String> topics) {
    if (!topics.equals(regexes.now().get(regex))) {
      regexes.own().put(regex, topics);
      records.add(
          ConsumerRecords.regex(
              groupId, regex, topics.stream().sorted().toList(), 0, scene.nowMs()));
    }
  }

  /** Forgets the patterns that no member uses any more. */
  void dropUnusedRegexes() {
    for (String regex : List.copyOf(regexes.now().keySet())) {
      boolean used =
          members.now().values().stream()
              .anyMatch(member -> member.profile().regex().equals(regex));
      if (!used) {
        regexes.own().remove(regex);
        records.add(ConsumerRecords.regexTombstone(groupId, regex));
      }
    }
  }

  /** Bumps the group's epoch when a member has changed, or a topic. */
  void bumpEpochIf(boolean membersChanged) {
    long hash = subscribed().hash();
    if (membersChanged || hash != metadataHash) {
      epoch++;
      metadataHash = hash;
      records.add(ConsumerRecords.group(groupId, epoch, hash));
    }
  }

  private Subscribed subscribed() {
    return Subscribed.of(members.now().values(), regexes.now(), scene.catalog());
  }

  /** Assigns anew when the group's epoch is ahead of its assignment and that is old enough. */
  void assign(List<Assignor> assignors) {
    if (epoch <= assignmentEpoch || msUntilAssignment() > 0) {
      return;
    }
    Subscribed subscribed = subscribed();
    SortedMap<String, MemberSpec> specs = new TreeMap<>();
    members
        .now()
        .forEach(
            (memberId, member) ->
                specs.put(
                    memberId,
                    new MemberSpec(
                        member.profile().instanceId(),
                        member.profile().rackId(),
                        subscribed.ids(Subscribed.names(member, regexes.now())),
                        target(memberId))));
    choose(assignors)
        .assign(specs, subscribed.partitionCounts(), racks())
        .forEach(
            (memberId, target) -> {
              if (!target.equals(targets.own().put(memberId, target))) {
                records.add(ConsumerRecords.target(groupId, memberId, target));
              }
            });
    assignmentEpoch = epoch;
    assignmentMs = scene.nowMs();
    records.add(ConsumerRecords.assignment(groupId, epoch, scene.nowMs()));
  }

  /** Where replicas are, which matters as soon as one member says where it is. */
  private Racks racks() {
    boolean matters =
        members.now().values().stream().anyMatch(member -> member.profile().rackId() != null);
    return matters ? scene.catalog()::racks : Racks.UNKNOWN;
  }

  /** How long a new assignment that is due has to wait; 0 when none is due. */
  int msUntilAssignment() {
    return epoch <= assignmentEpoch
        ? 0
        : ConsumerGroup.msUntil(assignmentMs, scene.assignmentIntervalMs(), scene.nowMs());
  }

  /** The assignor that most members ask for; without a wish the first one. */
  private Assignor choose(List<Assignor> assignors) {
    Assignor chosen = assignors.get(0);
    long mostVotes = 0;
    for (Assignor assignor : assignors) {
      long votes =
          members.now().values().stream()
              .filter(member -> assignor.name().equals(member.profile().assignor()))
              .count();
      if (votes > mostVotes) {
        chosen = assignor;
        mostVotes = votes;
      }
    }
    return chosen;
  }

  /** What members other than one have, be it on the way out. */
  Partitions.Test heldByOthersThan(String memberId) {
    return (topic, partition) ->
        members.now().values().stream()
            .anyMatch(
                other ->
                    !other.id().equals(memberId)
                        && (other.progress().assigned().contains(topic, partition)
                            || other.progress().pendingRevocation().contains(topic, partition)));
  }
}
