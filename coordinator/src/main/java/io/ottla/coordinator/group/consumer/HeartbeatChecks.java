package io.ottla.coordinator.group.consumer;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.ottla.coordinator.group.assignor.Assignor;
import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a heartbeat must fulfil before the group is looked at, and the rules of epochs. Pure. */
final class HeartbeatChecks {
  private static final short FIRST_VERSION_WITH_OWN_ID = 1;

  private HeartbeatChecks() {}

  static ErrorCode request(
      short apiVersion, ConsumerGroupHeartbeatRequest request, List<Assignor> assignors) {
    boolean needsId =
        apiVersion >= FIRST_VERSION_WITH_OWN_ID || request.memberEpoch() != ConsumerMember.JOINING;
    boolean valid =
        !request.groupId().isEmpty()
            && !(needsId && request.memberId().isEmpty())
            && !isBlank(request.instanceId())
            && !isBlank(request.rackId())
            && request.memberEpoch() >= ConsumerMember.AWAY
            && (request.memberEpoch() != ConsumerMember.AWAY || request.instanceId() != null)
            && (request.memberEpoch() != ConsumerMember.JOINING || isCompleteJoin(request));
    if (!valid) {
      return ErrorCode.INVALID_REQUEST;
    }
    String assignor = request.serverAssignor();
    boolean known =
        assignor == null || assignors.stream().anyMatch(each -> each.name().equals(assignor));
    return known ? regex(request.subscribedTopicRegex()) : ErrorCode.UNSUPPORTED_ASSIGNOR;
  }

  private static boolean isBlank(@Nullable String text) {
    return text != null && text.isEmpty();
  }

  /**
   * A member may join with nothing to read yet, if it says so: its own pattern matches no topic.
   */
  private static boolean isCompleteJoin(ConsumerGroupHeartbeatRequest request) {
    var owned = request.topicPartitions();
    boolean subscribes =
        request.subscribedTopicNames() != null || request.subscribedTopicRegex() != null;
    return subscribes && request.rebalanceTimeoutMs() != -1 && owned != null && owned.isEmpty();
  }

  private static ErrorCode regex(@Nullable String regex) {
    try {
      if (regex != null && !regex.isEmpty()) {
        Pattern.compile(regex);
      }
      return ErrorCode.NONE;
    } catch (PatternSyntaxException e) {
      return ErrorCode.INVALID_REGULAR_EXPRESSION;
    }
  }

  /**
   * A member comes with its epoch, with 0 to start over, or with the epoch before when the last
   * answer was lost and it has nothing that it should not have.
   */
  static ErrorCode epoch(ConsumerMember member, int epoch, @Nullable Partitions owned) {
    if (epoch == member.epoch() || epoch == ConsumerMember.JOINING) {
      return ErrorCode.NONE;
    }
    boolean lostAnswer =
        epoch < member.epoch()
            && epoch == member.progress().previousEpoch()
            && owned != null
            && member.progress().assigned().containsAll(owned);
    return lostAnswer ? ErrorCode.NONE : ErrorCode.FENCED_MEMBER_EPOCH;
  }
}
