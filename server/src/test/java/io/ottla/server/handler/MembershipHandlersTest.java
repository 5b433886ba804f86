package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.model.Caller;
import io.ottla.server.request.Authorizer;
import io.ottla.wire.message.HeartbeatRequest;
import io.ottla.wire.message.HeartbeatResponse;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.LeaveGroupRequest;
import io.ottla.wire.message.LeaveGroupResponse;
import io.ottla.wire.message.SyncGroupRequest;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import org.junit.jupiter.api.Test;

/** JoinGroup, SyncGroup, Heartbeat and LeaveGroup, which need READ on the group and no more. */
class MembershipHandlersTest {
  private static final short DENIED = ErrorCode.GROUP_AUTHORIZATION_FAILED.code();

  @Test
  void membersReachTheCoordinatorWithWhoTheyAre() {
    JoinGroupRequest request = JoinGroupRequest.builder().groupId("g").build();
    JoinGroupResponse answer = JoinGroupResponse.builder().memberId("m").protocolName("p").build();
    FakeGroups<JoinGroupRequest, JoinGroupResponse> groups = new FakeGroups<>(asked -> answer);

    Exchange exchange = Exchange.of(new JoinGroupHandler(Authorizer.ALLOW_ALL, groups), request, 6);

    assertThat(exchange.response(JoinGroupResponse.class)).isEqualTo(answer);
    assertThat(groups.asked()).containsExactly(request);
    assertThat(groups.lastCaller()).isEqualTo(new Caller((short) 6, "client", "/127.0.0.1"));
  }

  @Test
  void otherVerbsReachTheCoordinatorToo() {
    FakeGroups<SyncGroupRequest, SyncGroupResponse> syncs =
        new FakeGroups<>(asked -> SyncGroupResponse.DEFAULT);
    FakeGroups<HeartbeatRequest, HeartbeatResponse> heartbeats =
        new FakeGroups<>(asked -> HeartbeatResponse.DEFAULT);
    FakeGroups<LeaveGroupRequest, LeaveGroupResponse> leaves =
        new FakeGroups<>(asked -> LeaveGroupResponse.DEFAULT);

    Exchange.of(new SyncGroupHandler(Authorizer.ALLOW_ALL, syncs), SyncGroupRequest.DEFAULT, 5);
    Exchange.of(
        new HeartbeatHandler(Authorizer.ALLOW_ALL, heartbeats), HeartbeatRequest.DEFAULT, 4);
    Exchange.of(new LeaveGroupHandler(Authorizer.ALLOW_ALL, leaves), LeaveGroupRequest.DEFAULT, 5);

    assertThat(syncs.asked()).hasSize(1);
    assertThat(heartbeats.asked()).hasSize(1);
    assertThat(leaves.asked()).hasSize(1);
  }

  @Test
  void strangersAreRefused() {
    Authorizer nobody = Exchange.denyAll();

    for (int version = 0; version <= 9; version++) {
      assertThat(
              Exchange.of(
                      new JoinGroupHandler(nobody, FakeGroups.notAsked()),
                      JoinGroupRequest.DEFAULT,
                      version)
                  .response(JoinGroupResponse.class)
                  .errorCode())
          .isEqualTo(DENIED);
    }
    assertThat(
            Exchange.of(
                    new SyncGroupHandler(nobody, FakeGroups.notAsked()),
                    SyncGroupRequest.DEFAULT,
                    5)
                .response(SyncGroupResponse.class)
                .errorCode())
        .isEqualTo(DENIED);
    assertThat(
            Exchange.of(
                    new HeartbeatHandler(nobody, FakeGroups.notAsked()),
                    HeartbeatRequest.DEFAULT,
                    4)
                .response(HeartbeatResponse.class)
                .errorCode())
        .isEqualTo(DENIED);
    assertThat(
            Exchange.of(
                    new LeaveGroupHandler(nobody, FakeGroups.notAsked()),
                    LeaveGroupRequest.DEFAULT,
                    5)
                .response(LeaveGroupResponse.class)
                .errorCode())
        .isEqualTo(DENIED);
  }
}
