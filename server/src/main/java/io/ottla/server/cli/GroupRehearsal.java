package io.ottla.server.cli;

import io.ottla.wire.codec.Bytes;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.message.FetchRequest;
import io.ottla.wire.message.FetchResponse;
import io.ottla.wire.message.HeartbeatRequest;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.LeaveGroupRequest;
import io.ottla.wire.message.LeaveGroupRequest.MemberIdentity;
import io.ottla.wire.message.OffsetFetchRequest;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.SyncGroupRequest;
import io.ottla.wire.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.ottla.wire.protocol.ApiKey;
import java.io.IOException;
import java.util.List;

/** A consumer's way through a group, of either protocol, from its first request to its last. */
final class GroupRehearsal {
  private static final String CLASSIC_GROUP = "rehearsal";
  private static final String CONSUMER_GROUP = "rehearsal-of-consumers";
  private static final String PROTOCOL = "range";
  private static final String PROTOCOL_TYPE = "consumer";
  private static final String MEMBER = "first";
  private static final int TIMEOUT_MS = 10_000;
  private static final int POLLS = 3;

  private final int port;
  private final String topic;

  GroupRehearsal(int port, String topic) {
    this.port = port;
    this.topic = topic;
  }

  void run() throws IOException {
    try (RehearsalClient client = new RehearsalClient(port)) {
      classic(client);
      poll(client);
      consumer(client);
    }
  }

  private static void classic(RehearsalClient client) throws IOException {
    JoinGroupResponse joined = client.ask(ApiKey.JOIN_GROUP, 5, join(), JoinGroupResponse::read);
    client.ask(ApiKey.SYNC_GROUP, 3, sync(joined));
    client.ask(ApiKey.OFFSET_FETCH, 8, committed());
    client.ask(ApiKey.HEARTBEAT, 3, heartbeat(joined));
    client.ask(ApiKey.LEAVE_GROUP, 3, leave(joined));
  }

  // An instance id, because only a static member is let in at its first request.
  private static JoinGroupRequest join() {
    return JoinGroupRequest.builder()
        .groupId(CLASSIC_GROUP)
        .sessionTimeoutMs(TIMEOUT_MS)
        .rebalanceTimeoutMs(TIMEOUT_MS)
        .groupInstanceId(MEMBER)
        .protocolType(PROTOCOL_TYPE)
        .protocols(
            List.of(
                JoinGroupRequestProtocol.builder().name(PROTOCOL).metadata(Bytes.EMPTY).build()))
        .build();
  }

  private static SyncGroupRequest sync(JoinGroupResponse joined) {
    return SyncGroupRequest.builder()
        .groupId(CLASSIC_GROUP)
        .generationId(joined.generationId())
        .memberId(joined.memberId())
        .groupInstanceId(MEMBER)
        .assignments(List.of(new SyncGroupRequestAssignment(joined.memberId(), Bytes.EMPTY)))
        .build();
  }

  private static OffsetFetchRequest committed() {
    OffsetFetchRequestGroup all =
        OffsetFetchRequestGroup.builder().groupId(CLASSIC_GROUP).topics(null).build();
    return OffsetFetchRequest.builder().groups(List.of(all)).requireStable(true).build();
  }

  private static HeartbeatRequest heartbeat(JoinGroupResponse joined) {
    return HeartbeatRequest.builder()
        .groupId(CLASSIC_GROUP)
        .generationId(joined.generationId())
        .memberId(joined.memberId())
        .groupInstanceId(MEMBER)
        .build();
  }

  private static LeaveGroupRequest leave(JoinGroupResponse joined) {
    MemberIdentity member =
        MemberIdentity.builder().memberId(joined.memberId()).groupInstanceId(MEMBER).build();
    return LeaveGroupRequest.builder().groupId(CLASSIC_GROUP).members(List.of(member)).build();
  }

  /** Fetches in one session. */
  private static void poll(RehearsalClient client) throws IOException {
    FetchRequest first = Rehearsal.fetch();
    FetchResponse answer = client.ask(ApiKey.FETCH, 12, first, FetchResponse::read);
    for (int epoch = 1; epoch <= POLLS; epoch++) {
      client.ask(
          ApiKey.FETCH,
          12,
          first.toBuilder()
              .sessionId(answer.sessionId())
              .sessionEpoch(epoch)
              .topics(List.of())
              .maxWaitMs(1)
              .minBytes(1)
              .build());
    }
  }

  private void consumer(RehearsalClient client) throws IOException {
    ConsumerGroupHeartbeatResponse joined =
        client.ask(
            ApiKey.CONSUMER_GROUP_HEARTBEAT,
            1,
            member(0)
                .rebalanceTimeoutMs(TIMEOUT_MS)
                .subscribedTopicNames(List.of(topic))
                .topicPartitions(List.of())
                .build(),
            ConsumerGroupHeartbeatResponse::read);
    client.ask(ApiKey.CONSUMER_GROUP_HEARTBEAT, 1, member(joined.memberEpoch()).build());
    client.ask(ApiKey.CONSUMER_GROUP_HEARTBEAT, 1, member(-1).build());
  }

  private static ConsumerGroupHeartbeatRequest.Builder member(int epoch) {
    return ConsumerGroupHeartbeatRequest.builder()
        .groupId(CONSUMER_GROUP)
        .memberId(MEMBER)
        .memberEpoch(epoch);
  }
}
