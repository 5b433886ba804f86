package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.TopicImage;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.wire.message.OffsetCommitRequest;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.ottla.wire.message.OffsetCommitResponse;
import io.ottla.wire.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import io.ottla.wire.message.OffsetCommitResponse.OffsetCommitResponseTopic;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OffsetCommitHandlerTest {
  private static final Authorizer MINE =
      (context, operation, type, name) -> type == ResourceType.GROUP || name.equals("mine");

  private final Cluster cluster = Cluster.ofOneBroker();
  private final FakeGroups<OffsetCommitRequest, OffsetCommitResponse> groups =
      new FakeGroups<>(OffsetCommitHandlerTest::accept);

  @Test
  void everyVersionReachesTheCoordinator() {
    TopicImage topic = cluster.topic("orders", 1);

    for (int version = 2; version <= 10; version++) {
      assertThat(commit(Authorizer.ALLOW_ALL, version, topic("orders", topic.id())))
          .containsExactly(ErrorCode.NONE);
    }
    assertThat(groups.asked()).hasSize(9);
  }

  @Test
  void topicsThatMayNotBeReadAreRefused() {
    assertThat(commit(MINE, 9, topic("mine", Uuid.ZERO), topic("yours", Uuid.ZERO)))
        .containsExactly(ErrorCode.NONE, ErrorCode.TOPIC_AUTHORIZATION_FAILED);
    assertThat(groups.asked().get(0).topics()).hasSize(1);
  }

  @Test
  void strangersToTheGroupAreRefusedEverything() {
    assertThat(commit(Exchange.denyAll(), 9, topic("a", Uuid.ZERO), topic("b", Uuid.ZERO)))
        .containsOnly(ErrorCode.GROUP_AUTHORIZATION_FAILED);
    assertThat(groups.asked()).isEmpty();
  }

  @Test
  void idsThatNobodyKnowsAreRefused() {
    assertThat(commit(Authorizer.ALLOW_ALL, 10, topic("", new Uuid(9, 9))))
        .containsExactly(ErrorCode.UNKNOWN_TOPIC_ID);
  }

  @Test
  void emptyCommitIsAnsweredEmpty() {
    assertThat(commit(Authorizer.ALLOW_ALL, 9)).isEmpty();
  }

  private List<ErrorCode> commit(
      Authorizer authorizer, int version, OffsetCommitRequestTopic... topics) {
    OffsetCommitRequest request =
        OffsetCommitRequest.builder().groupId("g").topics(Arrays.asList(topics)).build();
    return Exchange.of(new OffsetCommitHandler(cluster, authorizer, groups), request, version)
        .response(OffsetCommitResponse.class)
        .topics()
        .stream()
        .map(topic -> ErrorCode.of(topic.partitions().get(0).errorCode()))
        .toList();
  }

  private static OffsetCommitRequestTopic topic(String name, Uuid id) {
    return new OffsetCommitRequestTopic(
        name, id, List.of(new OffsetCommitRequestPartition(0, 5, -1, null)));
  }

  private static OffsetCommitResponse accept(OffsetCommitRequest request) {
    return new OffsetCommitResponse(
        0,
        request.topics().stream()
            .map(
                topic ->
                    new OffsetCommitResponseTopic(
                        topic.name(),
                        topic.topicId(),
                        List.of(new OffsetCommitResponsePartition(0, (short) 0))))
            .toList());
  }
}
