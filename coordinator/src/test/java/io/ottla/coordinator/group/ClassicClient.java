package io.ottla.coordinator.group;

import static io.ottla.coordinator.group.GroupHarness.GROUP;
import static io.ottla.coordinator.group.GroupHarness.caller;

import io.ottla.coordinator.group.model.ConsumerProtocol;
import io.ottla.coordinator.shard.Answer;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.ConsumerProtocolAssignment;
import io.ottla.wire.message.ConsumerProtocolSubscription;
import io.ottla.wire.message.HeartbeatRequest;
import io.ottla.wire.message.HeartbeatResponse;
import io.ottla.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.SyncGroupRequest;
import io.ottla.wire.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of the classic protocol that gives up everything before it joins, as the range
 * assignor of real clients asks for.
 */
final class ClassicClient {
  static final int PARTITIONS = 4;

  private final GroupHarness harness;
  private final Set<Integer> owned = new TreeSet<>();
  private String memberId = "";
  private int generation = -1;
  private @Nullable Answer<JoinGroupResponse> joining;
  private @Nullable Answer<SyncGroupResponse> syncing;
  private boolean isMember;

  ClassicClient(GroupHarness harness) {
    this.harness = harness;
  }

  String memberId() {
    return memberId;
  }

  int generation() {
    return generation;
  }

  Set<Integer> owned() {
    return owned;
  }

  /** Goes on as far as it can without the others. */
  void poll() {
    if (syncing != null) {
      takeAssignment(syncing);
    } else if (joining != null) {
      takeGeneration(joining);
    } else if (isMember) {
      heartbeat();
    } else {
      join();
    }
  }

  ErrorCode leave() {
    return harness.leave(memberId);
  }

  private void join() {
    owned.clear();
    joining =
        harness.join(
            3,
            GroupHarness.joinRequest(memberId)
                .protocols(List.of(new JoinGroupRequestProtocol("range", subscription())))
                .build());
    if (joining.isThere()) {
      takeGeneration(joining);
    }
  }

  private static Bytes subscription() {
    short version = 3;
    ConsumerProtocolSubscription subscription =
        ConsumerProtocolSubscription.builder().topics(List.of("t")).build();
    ByteBuffer target = ByteBuffer.allocate(2 + subscription.sizeOf(version));
    target.putShort(version);
    subscription.write(Writer.copying(target), version);
    return Bytes.copyOf(target.flip());
  }

  private void takeGeneration(Answer<JoinGroupResponse> answer) {
    if (!answer.isThere()) {
      return;
    }
    joining = null;
    JoinGroupResponse joined = answer.get();
    switch (ErrorCode.of(joined.errorCode())) {
      case NONE -> {
        memberId = joined.memberId();
        generation = joined.generationId();
        sync(joined);
      }
      case UNKNOWN_MEMBER_ID -> memberId = "";
      default -> {}
    }
  }

  private void sync(JoinGroupResponse joined) {
    syncing =
        harness.sync(
            SyncGroupRequest.builder()
                .groupId(GROUP)
                .memberId(memberId)
                .generationId(generation)
                .protocolType("consumer")
                .protocolName(joined.protocolName())
                .assignments(assign(joined))
                .build());
    takeAssignment(syncing);
  }

  /** What a leader gives to whom: one partition after the other. */
  private static List<SyncGroupRequestAssignment> assign(JoinGroupResponse joined) {
    List<SyncGroupRequestAssignment> assignments = new ArrayList<>();
    int count = joined.members().size();
    for (int member = 0; member < count; member++) {
      List<Integer> numbers = new ArrayList<>();
      for (int partition = member; partition < PARTITIONS; partition += count) {
        numbers.add(partition);
      }
      assignments.add(
          new SyncGroupRequestAssignment(
              joined.members().get(member).memberId(), assignment(numbers)));
    }
    return assignments;
  }

  private static Bytes assignment(List<Integer> numbers) {
    return ConsumerProtocol.write(
        new ConsumerProtocolAssignment(
            List.of(new ConsumerProtocolAssignment.TopicPartition("t", numbers)), null),
        (short) 3);
  }

  private void takeAssignment(Answer<SyncGroupResponse> answer) {
    if (!answer.isThere()) {
      return;
    }
    syncing = null;
    SyncGroupResponse synced = answer.get();
    if (synced.errorCode() == ErrorCode.NONE.code()) {
      isMember = true;
      ConsumerProtocol.assignment(synced.assignment())
          .assignedPartitions()
          .forEach(topic -> owned.addAll(topic.partitions()));
    } else {
      lose(ErrorCode.of(synced.errorCode()));
    }
  }

  private void heartbeat() {
    Answer<HeartbeatResponse> answer = new Answer<>();
    harness.coordinator.heartbeat(
        caller(4), new HeartbeatRequest(GROUP, generation, memberId, null), answer);
    harness.loop.runAll();
    ErrorCode error = ErrorCode.of(answer.get().errorCode());
    if (error != ErrorCode.NONE) {
      lose(error);
      join();
    }
  }

  private void lose(ErrorCode error) {
    isMember = false;
    owned.clear();
    if (error == ErrorCode.UNKNOWN_MEMBER_ID) {
      memberId = "";
    }
  }
}
