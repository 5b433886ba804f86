package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.wire.message.CreatePartitionsRequest;
import io.ottla.wire.message.CreatePartitionsRequest.CreatePartitionsTopic;
import io.ottla.wire.message.CreatePartitionsResponse;
import io.ottla.wire.message.CreatePartitionsResponse.CreatePartitionsTopicResult;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreatePartitionsHandlerTest {
  private final Cluster cluster = Cluster.ofOneBroker();

  @Test
  void everyTopicGetsARow() {
    cluster.controller(
        request ->
            CreatePartitionsResponse.builder()
                .results(List.of(new CreatePartitionsTopicResult("mine", (short) 0, null)))
                .build());
    Authorizer onlyMine =
        (context, operation, type, name) -> operation == Operation.ALTER && name.equals("mine");
    CreatePartitionsRequest request =
        CreatePartitionsRequest.builder()
            .topics(
                List.of(
                    new CreatePartitionsTopic("yours", 3, null),
                    new CreatePartitionsTopic("mine", 3, null)))
            .build();

    CreatePartitionsResponse response =
        Exchange.of(new CreatePartitionsHandler(onlyMine, cluster.forwarder()), request, 3)
            .response(CreatePartitionsResponse.class);

    assertThat(response.results())
        .extracting(CreatePartitionsTopicResult::name)
        .containsExactly("mine", "yours");
    assertThat(response.results().get(1).errorCode())
        .isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
    assertThat(((CreatePartitionsRequest) cluster.submitted().get(0)).topics()).hasSize(1);
  }
}
