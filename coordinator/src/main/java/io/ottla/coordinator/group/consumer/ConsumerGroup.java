package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.consumer.ConsumerMember.Profile;
import io.ottla.coordinator.group.consumer.ConsumerMember.Progress;
import io.ottla.coordinator.group.model.CommitKind;
import io.ottla.coordinator.group.model.Group;
import io.ottla.coordinator.group.model.GroupType;
import io.ottla.coordinator.group.model.MemberRef;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A consumer group, as the log holds it; changed by replay alone. Owned by the shard's loop. */
final class ConsumerGroup implements Group {
  /** How long a change of topics may go unnoticed. */
  static final int METADATA_REFRESH_MS = 1_000;

  private final String id;
  private final SortedMap<String, ConsumerMember> members = new TreeMap<>();

  /** Where members stand whose profile has not been replayed yet. */
  private final Map<String, Progress> ahead = new HashMap<>();

  private final Map<String, Partitions> targets = new HashMap<>();
  private final Map<String, Set<String>> regexes = new HashMap<>();
  private int epoch;
  private int assignmentEpoch;
  private long assignmentMs;
  private long metadataHash;
  private long refreshedMs;

  ConsumerGroup(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public GroupType type() {
    return GroupType.CONSUMER;
  }

  @Override
  public String stateLabel() {
    return state().label();
  }

  ConsumerGroupState state() {
    if (members.isEmpty()) {
      return ConsumerGroupState.EMPTY;
    }
    if (epoch > assignmentEpoch) {
      return ConsumerGroupState.ASSIGNING;
    }
    boolean settled = members.values().stream().allMatch(member -> member.isAt(assignmentEpoch));
    return settled ? ConsumerGroupState.STABLE : ConsumerGroupState.RECONCILING;
  }

  @Override
  public String protocolType() {
    return "consumer";
  }

  SortedMap<String, ConsumerMember> members() {
    return Collections.unmodifiableSortedMap(members);
  }

  @Nullable ConsumerMember member(String memberId) {
    return members.get(memberId);
  }

  /** The member that holds a static instance, or null. */
  @Nullable ConsumerMember holderOf(String instanceId) {
    for (ConsumerMember member : members.values()) {
      if (instanceId.equals(member.profile().instanceId())) {
        return member;
      }
    }
    return null;
  }

  Map<String, Partitions> targets() {
    return Collections.unmodifiableMap(targets);
  }

  Partitions target(String memberId) {
    return targets.getOrDefault(memberId, Partitions.NONE);
  }

  int epoch() {
    return epoch;
  }

  int assignmentEpoch() {
    return assignmentEpoch;
  }

  /** When the assignment was computed; 0 when that is not known. */
  long assignmentMs() {
    return assignmentMs;
  }

  /** How long until an interval since a moment has passed. A clock that was set back is no wait. */
  static int msUntil(long sinceMs, int intervalMs, long nowMs) {
    long passedMs = nowMs - sinceMs;
    return passedMs < 0 || passedMs >= intervalMs ? 0 : (int) (intervalMs - passedMs);
  }

  long metadataHash() {
    return metadataHash;
  }

  /** The topics that each pattern stands for. */
  Map<String, Set<String>> regexes() {
    return Collections.unmodifiableMap(regexes);
  }

  /** Whether it is time to look at the topics again; known to this broker alone. */
  boolean isRefreshDue(long nowMs) {
    return msUntil(refreshedMs, METADATA_REFRESH_MS, nowMs) == 0;
  }

  /** The topics have been looked at. */
  void onRefreshed(long nowMs) {
    refreshedMs = nowMs;
  }

  /**
   * Whether a member of the classic protocol is to join again: for a new assignment, to give up
   * partitions, or to get what others have given up since.
   *
   * @param mayAssign whether a join may lead to a new assignment now
   */
  boolean hasStepFor(ConsumerMember member, boolean mayAssign) {
    boolean isBehind = member.epoch() < (mayAssign ? epoch : assignmentEpoch);
    return switch (member.progress().state()) {
      case STABLE -> isBehind;
      case UNREVOKED_PARTITIONS -> true;
      case UNRELEASED_PARTITIONS, UNKNOWN -> isBehind || !waitsForOthers(member);
    };
  }

  private boolean waitsForOthers(ConsumerMember member) {
    Partitions wanted = target(member.id()).minus(member.progress().assigned());
    return members.values().stream()
        .filter(other -> !other.id().equals(member.id()))
        .anyMatch(other -> !other.held().and(wanted).isEmpty());
  }

  // ---- replay

  void replayGroup(int newEpoch, long newHash) {
    epoch = newEpoch;
    metadataHash = newHash;
  }

  void replayProfile(Profile profile) {
    ConsumerMember before = members.get(profile.memberId());
    Progress progress = ahead.remove(profile.memberId());
    if (progress == null) {
      progress = before == null ? Progress.NONE : before.progress();
    }
    members.put(profile.memberId(), new ConsumerMember(profile, progress));
  }

  /** Compaction may leave a member's progress in front of a profile that was written again. */
  void replayProgress(String memberId, Progress progress) {
    ConsumerMember member = members.get(memberId);
    if (member == null) {
      ahead.put(memberId, progress);
    } else {
      members.put(memberId, member.with(progress));
    }
  }

  /** The log is replayed to its end: who has no profile by now is no member. */
  void onLoaded() {
    ahead.clear();
  }

  void replayTarget(String memberId, @Nullable Partitions target) {
    if (target == null) {
      targets.remove(memberId);
    } else {
      targets.put(memberId, target);
    }
  }

  void replayAssignment(int newEpoch, long timestampMs) {
    assignmentEpoch = newEpoch;
    assignmentMs = timestampMs;
  }

  void replayRegex(String regex, @Nullable Set<String> topics) {
    if (topics == null) {
      regexes.remove(regex);
    } else {
      regexes.put(regex, Set.copyOf(topics));
    }
  }

  void removeMember(String memberId) {
    members.remove(memberId);
    ahead.remove(memberId);
  }

  // ---- what other requests ask

  @Override
  public ErrorCode mayCommit(MemberRef sender, CommitKind kind, Supplier<Partitions> partitions) {
    if (sender.generationOrEpoch() < 0 && members.isEmpty()) {
      return ErrorCode.NONE;
    }
    if (kind == CommitKind.TRANSACTIONAL && !sender.isNamed()) {
      return ErrorCode.NONE;
    }
    ConsumerMember member = members.get(sender.memberId());
    if (kind == CommitKind.OLD && member != null && !member.speaksClassic()) {
      return ErrorCode.UNSUPPORTED_VERSION;
    }
    return hadThen(sender, partitions) ? ErrorCode.NONE : check(sender);
  }

  /** A member that has not heard of its newest epoch speaks for what it keeps (KIP-1251). */
  private boolean hadThen(MemberRef sender, Supplier<Partitions> partitions) {
    ConsumerMember member = members.get(sender.memberId());
    int epoch = sender.generationOrEpoch();
    return member != null
        && epoch < member.epoch()
        && member.progress().epochs().includes(partitions.get(), epoch);
  }

  @Override
  public void onCommit(MemberRef sender) {}

  @Override
  public ErrorCode mayFetchOffsets(MemberRef sender) {
    return check(sender);
  }

  private ErrorCode check(MemberRef sender) {
    ConsumerMember member = members.get(sender.memberId());
    if (member == null) {
      return ErrorCode.UNKNOWN_MEMBER_ID;
    }
    if (member.epoch() == sender.generationOrEpoch()) {
      return ErrorCode.NONE;
    }
    return member.speaksClassic() ? ErrorCode.ILLEGAL_GENERATION : ErrorCode.STALE_MEMBER_EPOCH;
  }

  @Override
  public ErrorCode mayDeleteOffsets() {
    return ErrorCode.NONE;
  }

  @Override
  public ErrorCode mayDelete() {
    return members.isEmpty() ? ErrorCode.NONE : ErrorCode.NON_EMPTY_GROUP;
  }

  @Override
  public boolean isSubscribedTo(String topic) {
    return members.values().stream()
        .anyMatch(
            member ->
                member.profile().topics().contains(topic)
                    || regexes.getOrDefault(member.profile().regex(), Set.of()).contains(topic));
  }

  @Override
  public boolean isDisposable() {
    return members.isEmpty();
  }

  @Override
  public OptionalLong retentionStartMs(long commitTimestampMs) {
    return OptionalLong.of(commitTimestampMs);
  }

  @Override
  public List<CoordinatorRecord> tombstones() {
    List<CoordinatorRecord> tombstones = new ArrayList<>();
    members.keySet().forEach(each -> tombstones.addAll(ConsumerRecords.memberTombstones(id, each)));
    regexes.keySet().forEach(each -> tombstones.add(ConsumerRecords.regexTombstone(id, each)));
    tombstones.addAll(ConsumerRecords.groupTombstones(id));
    return tombstones;
  }
}
