package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.model.CommitKind;
import io.ottla.coordinator.group.model.ConsumerProtocol;
import io.ottla.coordinator.group.model.Group;
import io.ottla.coordinator.group.model.GroupType;
import io.ottla.coordinator.group.model.MemberRef;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.runtime.Invariant;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A classic group. What the log holds of it (a generation with its assignment, or that it is empty)
 * is set by {@link #replay} alone; the rest is a rebalance on its way. Owned by the loop of the
 * group's shard.
 */
public final class ClassicGroup implements Group {
  private static final Logger LOG = LoggerFactory.getLogger(ClassicGroup.class);

  private final String id;
  private final BiConsumer<ClassicGroup, ClassicMember> renewSession;
  private final Roster roster = new Roster();
  private ClassicState state = ClassicState.EMPTY;
  private ClassicState previousState = ClassicState.EMPTY;
  private long stateTimestampMs = -1;
  private int generation;
  private @Nullable String protocolType;
  private @Nullable String protocolName;
  private boolean newMemberAdded;
  private Optional<Set<String>> subscribedTopics = Optional.empty();

  ClassicGroup(String id, BiConsumer<ClassicGroup, ClassicMember> renewSession) {
    this.id = id;
    this.renewSession = renewSession;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public GroupType type() {
    return GroupType.CLASSIC;
  }

  @Override
  public String stateLabel() {
    return state.label();
  }

  @Override
  public String protocolType() {
    return protocolType == null ? "" : protocolType;
  }

  /** The state. */
  public ClassicState state() {
    return state;
  }

  ClassicState previousState() {
    return previousState;
  }

  /** How many members there are. */
  public int memberCount() {
    return roster.size();
  }

  boolean isIn(ClassicState one) {
    return state == one;
  }

  Roster roster() {
    return roster;
  }

  /** The generation. */
  public int generation() {
    return generation;
  }

  @Nullable String protocolName() {
    return protocolName;
  }

  long stateTimestampMs() {
    return stateTimestampMs;
  }

  void transition(ClassicState to, long nowMs, String reason) {
    LOG.info(
        "group={} from={} to={} generation={} members={} reason={}",
        id,
        state,
        to,
        generation,
        roster.size(),
        reason);
    set(to, nowMs);
  }

  private void set(ClassicState to, long nowMs) {
    Invariant.check(state.next().contains(to), "group " + id + " from " + state + " to " + to);
    previousState = state;
    state = to;
    stateTimestampMs = nowMs;
  }

  /** Adds a member; the first one decides the protocol type. */
  void add(ClassicMember member, String itsProtocolType) {
    if (roster.isEmpty()) {
      protocolType = itsProtocolType;
    }
    roster.add(member);
    if (isIn(ClassicState.PREPARING_REBALANCE) && previousState == ClassicState.EMPTY) {
      newMemberAdded = true;
    }
  }

  /** Whether someone new came while the first rebalance waits for more; asking forgets it. */
  boolean takeNewMemberAdded() {
    boolean taken = newMemberAdded;
    newMemberAdded = false;
    return taken;
  }

  /** Whether a member with these protocols fits in. */
  boolean supports(String itsProtocolType, ClassicMember.Terms terms) {
    if (isIn(ClassicState.EMPTY)) {
      return !itsProtocolType.isEmpty() && !terms.protocols().isEmpty();
    }
    return itsProtocolType.equals(protocolType) && roster.supportsAny(terms);
  }

  /** Everyone has joined: the next generation waits for its assignment. */
  void startGeneration(long nowMs) {
    generation++;
    protocolName = ProtocolVote.elect(roster.terms());
    subscribedTopics = computeSubscribedTopics();
    transition(ClassicState.COMPLETING_REBALANCE, nowMs, "all members joined");
  }

  /** Sets the group to what the log says, or is about to say. */
  void replay(GroupMetadataValue value) {
    Map<String, ClassicMember> before = new LinkedHashMap<>();
    roster.all().forEach(member -> before.put(member.id(), member));
    Set<String> unsynced = Set.copyOf(roster.unsynced());
    roster.clear();
    value.members().forEach(member -> roster.add(ClassicRecords.member(value, member, before)));
    roster.setLeader(value.leader());
    unsynced.stream().filter(roster::has).forEach(roster.unsynced()::add);
    protocolType = value.protocolType().isEmpty() ? null : value.protocolType();
    protocolName = value.protocol();
    generation = value.generation();
    subscribedTopics = computeSubscribedTopics();
    state = roster.isEmpty() ? ClassicState.EMPTY : ClassicState.STABLE;
    previousState = state;
    stateTimestampMs = value.currentStateTimestamp();
  }

  /** The group is removed. */
  void die(long nowMs) {
    set(ClassicState.DEAD, nowMs);
  }

  private Optional<Set<String>> computeSubscribedTopics() {
    if (!usesConsumerProtocol()) {
      return Optional.empty();
    }
    if (roster.isEmpty()) {
      return Optional.of(Set.of());
    }
    List<Bytes> metadata = new ArrayList<>();
    roster.all().forEach(member -> metadata.add(member.terms().metadata(protocolName)));
    return ConsumerProtocol.topics(metadata);
  }

  private boolean usesConsumerProtocol() {
    return ConsumerProtocol.TYPE.equals(protocolType);
  }

  /** Whether the sender is a member of this generation. */
  ErrorCode checkMember(MemberRef sender) {
    ErrorCode error = roster.check(sender);
    if (error != ErrorCode.NONE) {
      return error;
    }
    return sender.generationOrEpoch() == generation ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
  }

  @Override
  public ErrorCode mayCommit(MemberRef sender, CommitKind kind, Supplier<Partitions> partitions) {
    boolean transactional = kind == CommitKind.TRANSACTIONAL;
    if (sender.generationOrEpoch() < 0 && isIn(ClassicState.EMPTY)) {
      return ErrorCode.NONE;
    }
    if (sender.isNamed()) {
      ErrorCode error = checkMember(sender);
      if (error != ErrorCode.NONE) {
        return error;
      }
    } else if (!transactional && !isIn(ClassicState.EMPTY)) {
      return ErrorCode.UNKNOWN_MEMBER_ID;
    }
    boolean unsettled = !transactional && isIn(ClassicState.COMPLETING_REBALANCE);
    return unsettled ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
  }

  @Override
  public void onCommit(MemberRef sender) {
    ClassicMember member = roster.find(sender.memberId());
    if (member != null && (isIn(ClassicState.STABLE) || isIn(ClassicState.PREPARING_REBALANCE))) {
      renewSession.accept(this, member);
    }
  }

  @Override
  public ErrorCode mayFetchOffsets(MemberRef sender) {
    return ErrorCode.NONE;
  }

  @Override
  public ErrorCode mayDeleteOffsets() {
    return switch (state) {
      case DEAD -> ErrorCode.GROUP_ID_NOT_FOUND;
      case EMPTY -> ErrorCode.NONE;
      case PREPARING_REBALANCE, COMPLETING_REBALANCE, STABLE ->
          usesConsumerProtocol() ? ErrorCode.NONE : ErrorCode.NON_EMPTY_GROUP;
    };
  }

  @Override
  public ErrorCode mayDelete() {
    return switch (state) {
      case DEAD -> ErrorCode.GROUP_ID_NOT_FOUND;
      case EMPTY -> ErrorCode.NONE;
      case PREPARING_REBALANCE, COMPLETING_REBALANCE, STABLE -> ErrorCode.NON_EMPTY_GROUP;
    };
  }

  @Override
  public boolean isSubscribedTo(String topic) {
    if (isIn(ClassicState.EMPTY) || !usesConsumerProtocol()) {
      return false;
    }
    return subscribedTopics.map(topics -> topics.contains(topic)).orElse(true);
  }

  @Override
  public boolean isDisposable() {
    return isIn(ClassicState.EMPTY) && roster.pending().isEmpty();
  }

  @Override
  public OptionalLong retentionStartMs(long commitTimestampMs) {
    if (protocolType == null) {
      return OptionalLong.of(commitTimestampMs);
    }
    if (isIn(ClassicState.EMPTY)) {
      return OptionalLong.of(stateTimestampMs >= 0 ? stateTimestampMs : commitTimestampMs);
    }
    boolean knowsItsTopics =
        isIn(ClassicState.STABLE) && usesConsumerProtocol() && subscribedTopics.isPresent();
    return knowsItsTopics ? OptionalLong.of(commitTimestampMs) : OptionalLong.empty();
  }

  @Override
  public List<CoordinatorRecord> tombstones() {
    return List.of(ClassicRecords.tombstone(id));
  }
}
