package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.request.Authorizer;
import io.ottla.wire.message.DescribeTopicPartitionsRequest;
import io.ottla.wire.message.DescribeTopicPartitionsRequest.Cursor;
import io.ottla.wire.message.DescribeTopicPartitionsRequest.TopicRequest;
import io.ottla.wire.message.DescribeTopicPartitionsResponse;
import io.ottla.wire.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition;
import io.ottla.wire.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DescribeTopicPartitionsHandlerTest {
  private final Cluster cluster = Cluster.ofOneBroker();

  @Test
  void topicsComeOnceAndByName() {
    cluster.topic("b", 1);
    cluster.topic("a", 2);

    DescribeTopicPartitionsResponse response = ask(10, null, "b", "c", "a", "b", "d d");

    assertThat(response.topics())
        .extracting(DescribeTopicPartitionsResponseTopic::name)
        .containsExactly("a", "b", "c", "d d");
    assertThat(response.topics())
        .extracting(topic -> ErrorCode.of(topic.errorCode()))
        .containsExactly(
            ErrorCode.NONE,
            ErrorCode.NONE,
            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
            ErrorCode.INVALID_TOPIC_EXCEPTION);
    assertThat(response.nextCursor()).isNull();
  }

  @Test
  void noTopicsMeansAll() {
    cluster.topic("b", 1);
    cluster.topic("a", 2);

    assertThat(ask(10, null).topics()).hasSize(2);
  }

  @Test
  void pagesJoinWithoutGapOrOverlap() {
    cluster.topic("a", 2);
    cluster.topic("b", 2);

    DescribeTopicPartitionsResponse first = ask(3, null, "a", "b");
    DescribeTopicPartitionsResponse second = ask(3, new Cursor("b", 1), "a", "b");

    assertThat(partitions(first, 0)).containsExactly(0, 1);
    assertThat(partitions(first, 1)).containsExactly(0);
    assertThat(first.nextCursor()).isEqualTo(new DescribeTopicPartitionsResponse.Cursor("b", 1));
    assertThat(partitions(second, 0)).containsExactly(1);
    assertThat(second.nextCursor()).isNull();
  }

  @Test
  void fullPageEndsBeforeTheNextTopic() {
    cluster.topic("a", 1);
    cluster.topic("b", 1);

    DescribeTopicPartitionsResponse response = ask(0, null, "a", "b");

    assertThat(response.topics()).hasSize(1);
    assertThat(response.nextCursor()).isEqualTo(new DescribeTopicPartitionsResponse.Cursor("b", 0));
  }

  @Test
  void negativeCursorIsRefused() {
    cluster.topic("a", 1);

    assertThat(ask(10, new Cursor("a", -1), "a").topics().get(0).errorCode())
        .isEqualTo(ErrorCode.INVALID_REQUEST.code());
  }

  @Test
  void aCursorAtATopicThatIsNotAskedForIsRefused() {
    cluster.topic("a", 1);
    cluster.topic("b", 1);
    cluster.topic("c", 1);

    assertThat(ask(10, new Cursor("b", 0), "a", "c").topics())
        .extracting(topic -> ErrorCode.of(topic.errorCode()))
        .containsExactly(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_REQUEST);
    assertThat(ask(10, new Cursor("b", 0)).topics())
        .extracting(DescribeTopicPartitionsResponseTopic::name)
        .containsExactly("b", "c");
  }

  @Test
  void whatMayNotBeDescribedIsRefusedByNameAndHiddenFromAll() {
    cluster.topic("a", 1);

    assertThat(ask(Exchange.denyAll(), 10, null, "a").topics().get(0).errorCode())
        .isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
    assertThat(ask(Exchange.denyAll(), 10, null).topics()).isEmpty();
  }

  private DescribeTopicPartitionsResponse ask(
      int limit, @Nullable Cursor cursor, String... topics) {
    return ask(Authorizer.ALLOW_ALL, limit, cursor, topics);
  }

  private DescribeTopicPartitionsResponse ask(
      Authorizer authorizer, int limit, @Nullable Cursor cursor, String... topics) {
    DescribeTopicPartitionsHandler handler =
        new DescribeTopicPartitionsHandler(
            cluster, new ClientEndpoints(1, Set.of("PLAINTEXT", "CONTROLLER")), authorizer, 2_000);
    DescribeTopicPartitionsRequest request =
        new DescribeTopicPartitionsRequest(
            Arrays.stream(topics).map(TopicRequest::new).toList(), limit, cursor);
    return Exchange.of(handler, request, 0).response(DescribeTopicPartitionsResponse.class);
  }

  private static List<Integer> partitions(DescribeTopicPartitionsResponse response, int topic) {
    return response.topics().get(topic).partitions().stream()
        .map(DescribeTopicPartitionsResponsePartition::partitionIndex)
        .toList();
  }
}
