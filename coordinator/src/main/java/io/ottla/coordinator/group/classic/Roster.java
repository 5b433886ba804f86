package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.classic.ClassicMember.Terms;
import io.ottla.coordinator.group.model.MemberRef;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a classic group in the order they came, who leads them, and who is expected. Owned
 * by the loop of the group's shard.
 */
final class Roster {
  private final Map<String, ClassicMember> members = new LinkedHashMap<>();
  private final Map<String, String> staticMembers = new HashMap<>();
  private final Set<String> pending = new HashSet<>();
  private final Set<String> unsynced = new HashSet<>();
  private final Map<String, Integer> supporters = new HashMap<>();
  private @Nullable String leaderId;

  Collection<ClassicMember> all() {
    return members.values();
  }

  int size() {
    return members.size();
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  @Nullable ClassicMember find(String memberId) {
    return members.get(memberId);
  }

  boolean has(String memberId) {
    return members.containsKey(memberId);
  }

  @Nullable String leaderId() {
    return leaderId;
  }

  boolean isLeader(String memberId) {
    return memberId.equals(leaderId);
  }

  void setLeader(@Nullable String memberId) {
    leaderId = memberId;
  }

  /** The member id of a static member, or null. */
  @Nullable String staticMember(@Nullable String instanceId) {
    return instanceId == null ? null : staticMembers.get(instanceId);
  }

  void add(ClassicMember member) {
    members.put(member.id(), member);
    pending.remove(member.id());
    count(member.terms(), 1);
    if (leaderId == null) {
      leaderId = member.id();
    }
    String instanceId = member.instanceId();
    if (instanceId != null) {
      staticMembers.put(instanceId, member.id());
    }
  }

  /** Removes a member; another one leads if it did. */
  @Nullable ClassicMember remove(String memberId) {
    pending.remove(memberId);
    unsynced.remove(memberId);
    ClassicMember member = members.remove(memberId);
    if (member == null) {
      return null;
    }
    count(member.terms(), -1);
    String instanceId = member.instanceId();
    if (instanceId != null) {
      staticMembers.remove(instanceId, memberId);
    }
    if (isLeader(memberId)) {
      leaderId = members.isEmpty() ? null : members.keySet().iterator().next();
    }
    return member;
  }

  /** Puts a member in the place of another: the same static instance with a new member id. */
  void replace(ClassicMember before, ClassicMember after) {
    boolean led = isLeader(before.id());
    remove(before.id());
    add(after);
    if (led) {
      leaderId = after.id();
    }
  }

  void setTerms(ClassicMember member, Terms terms) {
    count(member.terms(), -1);
    member.setTerms(terms);
    count(terms, 1);
  }

  void clear() {
    members.clear();
    staticMembers.clear();
    supporters.clear();
    unsynced.clear();
    leaderId = null;
  }

  /** Member ids that were given out and have not joined yet (KIP-394). */
  Set<String> pending() {
    return pending;
  }

  /** The members of whom a SyncGroup of this generation is still expected. */
  Set<String> unsynced() {
    return unsynced;
  }

  void expectSyncOfAll() {
    unsynced.clear();
    unsynced.addAll(members.keySet());
  }

  int awaitingJoinCount() {
    int count = 0;
    for (ClassicMember member : members.values()) {
      count += member.isAwaitingJoin() ? 1 : 0;
    }
    return count;
  }

  boolean haveAllJoined() {
    return pending.isEmpty() && awaitingJoinCount() == members.size();
  }

  /** Whether all members support one of these protocols. */
  boolean supportsAny(Terms terms) {
    return terms.protocols().stream()
        .anyMatch(protocol -> supporters.getOrDefault(protocol.name(), 0) == members.size());
  }

  List<Terms> terms() {
    List<Terms> terms = new ArrayList<>();
    members.values().forEach(member -> terms.add(member.terms()));
    return terms;
  }

  int largestRebalanceTimeoutMs() {
    int largest = 0;
    for (ClassicMember member : members.values()) {
      largest = Math.max(largest, member.terms().rebalanceTimeoutMs());
    }
    return largest;
  }

  /** Makes a member lead that has joined; returns false when nobody has. */
  boolean electJoinedLeader() {
    ClassicMember leader = leaderId == null ? null : members.get(leaderId);
    if (leader == null) {
      return false;
    }
    if (leader.isAwaitingJoin()) {
      return true;
    }
    for (ClassicMember member : members.values()) {
      if (member.isAwaitingJoin()) {
        leaderId = member.id();
        return true;
      }
    }
    return false;
  }

  /** Whether the reference names a member: UNKNOWN_MEMBER_ID or FENCED_INSTANCE_ID if not. */
  ErrorCode check(MemberRef ref) {
    if (ref.instanceId() != null) {
      String holder = staticMembers.get(ref.instanceId());
      if (holder == null) {
        return ErrorCode.UNKNOWN_MEMBER_ID;
      }
      if (!holder.equals(ref.memberId())) {
        return ErrorCode.FENCED_INSTANCE_ID;
      }
    }
    return has(ref.memberId()) ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID;
  }

  private void count(Terms terms, int change) {
    terms.protocols().forEach(protocol -> supporters.merge(protocol.name(), change, Integer::sum));
  }
}
