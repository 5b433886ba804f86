package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.wire.message.CreateTopicsRequest;
import io.ottla.wire.message.CreateTopicsRequest.CreatableTopic;
import io.ottla.wire.message.CreateTopicsResponse;
import io.ottla.wire.message.CreateTopicsResponse.CreatableTopicResult;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreateTopicsHandlerTest {
  private final Cluster cluster = Cluster.ofOneBroker();

  @Test
  void everyVersionReachesTheController() {
    for (int version = 2; version <= 7; version++) {
      CreateTopicsResponse response = create(Authorizer.ALLOW_ALL, version, "topic" + version);

      assertThat(response.topics().get(0).errorCode()).isZero();
    }
    assertThat(cluster.image().topic("topic7")).isNotNull();
  }

  @Test
  void createOnTheTopicIsEnough() {
    Authorizer onlyMine =
        (context, operation, type, name) -> operation == Operation.CREATE && name.startsWith("mi");

    CreateTopicsResponse response = create(onlyMine, 7, "mine", "yours");

    assertThat(response.topics())
        .extracting(CreatableTopicResult::name, CreatableTopicResult::errorCode)
        .containsExactly(
            tuple("mine", (short) 0), tuple("yours", ErrorCode.TOPIC_AUTHORIZATION_FAILED.code()));
    assertThat(cluster.image().topic("yours")).isNull();
  }

  @Test
  void nothingIsAskedOfTheControllerWhenAllIsRefused() {
    create(Exchange.denyAll(), 7, "yours");

    assertThat(cluster.submitted()).isEmpty();
  }

  @Test
  void configurationIsHiddenFromWhoMayNotDescribeIt() {
    CreatableTopicResult topic =
        create(Exchange.allBut(Operation.DESCRIBE_CONFIGS), 7, "mine").topics().get(0);

    assertThat(topic.errorCode()).isZero();
    assertThat(topic.topicConfigErrorCode()).isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
    assertThat(topic.numPartitions()).isEqualTo(-1);
  }

  private CreateTopicsResponse create(Authorizer authorizer, int version, String... names) {
    CreateTopicsRequest request =
        CreateTopicsRequest.builder()
            .topics(
                Arrays.stream(names)
                    .map(name -> new CreatableTopic(name, 1, (short) 1, List.of(), List.of()))
                    .toList())
            .build();
    return Exchange.of(new CreateTopicsHandler(authorizer, cluster.forwarder()), request, version)
        .response(CreateTopicsResponse.class);
  }
}
