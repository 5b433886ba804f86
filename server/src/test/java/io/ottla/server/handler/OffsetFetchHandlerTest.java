package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.TopicImage;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.wire.message.OffsetFetchRequest;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestTopic;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.ottla.wire.message.OffsetFetchResponse;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseTopics;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OffsetFetchHandlerTest {
  private static final short DENIED = ErrorCode.GROUP_AUTHORIZATION_FAILED.code();
  private static final Authorizer MINE =
      (context, operation, type, name) -> type == ResourceType.GROUP || name.equals("mine");

  private final Cluster cluster = Cluster.ofOneBroker();
  private final TopicImage mine = cluster.topic("mine", 1);
  private final FakeGroups<OffsetFetchRequest, OffsetFetchResponse> groups =
      new FakeGroups<>(OffsetFetchHandlerTest::answer);

  @Test
  void everyVersionIsAnsweredInItsOwnShape() {
    for (int version = 1; version <= 7; version++) {
      OffsetFetchResponse response = fetch(Authorizer.ALLOW_ALL, single("mine"), version);
      assertThat(response.topics().get(0).partitions().get(0).committedOffset()).isEqualTo(5);
    }
    for (int version = 8; version <= 10; version++) {
      OffsetFetchResponse response =
          fetch(Authorizer.ALLOW_ALL, many(topic("mine", mine.id())), version);
      assertThat(response.groups().get(0).topics().get(0).partitions().get(0).committedOffset())
          .isEqualTo(5);
    }
  }

  @Test
  void deniedGroupIsAnErrorOfTheGroupOrInVersionOneOfItsPartitions() {
    Authorizer nobody = Exchange.denyAll();

    assertThat(fetch(nobody, single("mine"), 1).topics().get(0).partitions().get(0).errorCode())
        .isEqualTo(DENIED);
    assertThat(fetch(nobody, single("mine"), 2).errorCode()).isEqualTo(DENIED);
    assertThat(fetch(nobody, many(topic("mine", Uuid.ZERO)), 8).groups().get(0).errorCode())
        .isEqualTo(DENIED);
  }

  @Test
  void deniedTopicIsAnErrorOfItsPartitions() {
    OffsetFetchResponseTopics topic =
        fetch(MINE, many(topic("yours", Uuid.ZERO)), 8).groups().get(0).topics().get(0);

    assertThat(topic.name()).isEqualTo("yours");
    assertThat(topic.partitions().get(0).errorCode())
        .isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
    assertThat(topic.partitions().get(0).committedOffset()).isEqualTo(-1);
  }

  @Test
  void topicsAreCheckedByTheNameBehindTheirId() {
    TopicImage yours = cluster.topic("yours", 1);

    OffsetFetchResponse response =
        fetch(MINE, many(topic("", mine.id()), topic("", yours.id())), 10);

    assertThat(response.groups().get(0).topics())
        .extracting(topic -> topic.partitions().get(0).errorCode())
        .containsExactly(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code(), (short) 0);
  }

  @Test
  void whenAllAreAskedForOthersAreNotMentioned() {
    OffsetFetchRequest request =
        OffsetFetchRequest.builder()
            .groups(List.of(OffsetFetchRequestGroup.builder().groupId("g").topics(null).build()))
            .build();

    assertThat(fetch(MINE, request, 8).groups().get(0).topics())
        .extracting(OffsetFetchResponseTopics::name)
        .containsExactly("mine");
  }

  private OffsetFetchResponse fetch(
      Authorizer authorizer, OffsetFetchRequest request, int version) {
    return Exchange.of(new OffsetFetchHandler(cluster, authorizer, groups), request, version)
        .response(OffsetFetchResponse.class);
  }

  private static OffsetFetchRequest single(String topic) {
    return OffsetFetchRequest.builder()
        .groupId("g")
        .topics(List.of(new OffsetFetchRequestTopic(topic, List.of(0))))
        .build();
  }

  private static OffsetFetchRequest many(OffsetFetchRequestTopics... topics) {
    return OffsetFetchRequest.builder()
        .groups(
            List.of(OffsetFetchRequestGroup.builder().groupId("g").topics(List.of(topics)).build()))
        .build();
  }

  private static OffsetFetchRequestTopics topic(String name, Uuid id) {
    return new OffsetFetchRequestTopics(name, id, List.of(0));
  }

  private static OffsetFetchResponse answer(OffsetFetchRequest request) {
    return OffsetFetchResponse.builder()
        .groups(request.groups().stream().map(OffsetFetchHandlerTest::answer).toList())
        .build();
  }

  private static OffsetFetchResponseGroup answer(OffsetFetchRequestGroup group) {
    @Nullable List<OffsetFetchRequestTopics> asked = group.topics();
    List<OffsetFetchRequestTopics> topics =
        asked == null ? List.of(topic("mine", Uuid.ZERO), topic("yours", Uuid.ZERO)) : asked;
    return new OffsetFetchResponseGroup(
        group.groupId(),
        topics.stream()
            .map(
                topic ->
                    new OffsetFetchResponseTopics(
                        topic.name(),
                        topic.topicId(),
                        List.of(new OffsetFetchResponsePartitions(0, 5, -1, "", (short) 0))))
            .toList(),
        (short) 0);
  }
}
