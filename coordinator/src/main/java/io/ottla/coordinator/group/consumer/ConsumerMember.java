package io.ottla.coordinator.group.consumer;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.model.ClassicProtocol;
import io.ottla.wire.codec.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member of a consumer group, as the log holds it. */
record ConsumerMember(Profile profile, Progress progress) {
  /** The epoch of a member that joins. */
  static final int JOINING = 0;

  /** The epoch of a member that leaves for good. */
  static final int LEAVING = -1;

  /** The epoch of a static member that leaves and may come back. */
  static final int AWAY = -2;

  /**
   * What the member told about itself.
   *
   * @param topics subscribed by name, sorted
   * @param regex subscribed by pattern; empty when there is none
   * @param classic what it says in the classic protocol, if it speaks that one; otherwise null
   */
  record Profile(
      String memberId,
      @Nullable String instanceId,
      @Nullable String rackId,
      String clientId,
      String clientHost,
      int rebalanceTimeoutMs,
      List<String> topics,
      String regex,
      @Nullable String assignor,
      @Nullable ClassicTerms classic) {
    Profile {
      topics = topics.stream().sorted().distinct().toList();
    }

    Profile renamed(String newMemberId) {
      return new Profile(
          newMemberId,
          instanceId,
          rackId,
          clientId,
          clientHost,
          rebalanceTimeoutMs,
          topics,
          regex,
          assignor,
          classic);
    }

    boolean subscribesAs(Profile other) {
      return topics.equals(other.topics) && regex.equals(other.regex);
    }
  }

  /**
   * What a member of the classic protocol joined with.
   *
   * @param protocols that it supports, the preferred one first
   */
  record ClassicTerms(int sessionTimeoutMs, List<ClassicProtocol> protocols) {
    ClassicTerms {
      protocols = List.copyOf(protocols);
    }

    /** What the member says for the protocol that it prefers. */
    Bytes preferredMetadata() {
      return protocols.isEmpty() ? Bytes.EMPTY : protocols.get(0).metadata();
    }

    boolean supports(String protocol) {
      return protocols.stream().anyMatch(each -> each.name().equals(protocol));
    }
  }

  /**
   * Where the member stands.
   *
   * @param epoch of the assignment that it has, or 0 before the first
   * @param assigned what it has or may have at once
   * @param pendingRevocation what it has to give up first
   * @param epochs since when it has what it has, be it on the way out
   */
  record Progress(
      int epoch,
      int previousEpoch,
      MemberState state,
      Partitions assigned,
      Partitions pendingRevocation,
      AssignmentEpochs epochs) {
    static final Progress NONE =
        new Progress(
            0, 0, MemberState.STABLE, Partitions.NONE, Partitions.NONE, AssignmentEpochs.NONE);

    Progress atEpoch(int next) {
      return new Progress(
          next, next == epoch ? previousEpoch : epoch, state, assigned, pendingRevocation, epochs);
    }
  }

  String id() {
    return profile.memberId();
  }

  int epoch() {
    return progress.epoch();
  }

  boolean speaksClassic() {
    return profile.classic() != null;
  }

  /** Whether the member has reached an assignment. */
  boolean isAt(int assignmentEpoch) {
    return progress.state() == MemberState.STABLE && progress.epoch() == assignmentEpoch;
  }

  /** Whether the member has the partitions, be it on the way out. */
  Partitions held() {
    return progress.assigned().plus(progress.pendingRevocation());
  }

  ConsumerMember with(Progress next) {
    return new ConsumerMember(profile, next);
  }

  ConsumerMember with(Profile next) {
    return new ConsumerMember(next, progress);
  }
}
