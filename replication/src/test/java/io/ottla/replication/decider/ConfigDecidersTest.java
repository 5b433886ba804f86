package io.ottla.replication.decider;

import static io.ottla.replication.decider.Scenes.brokers;
import static io.ottla.replication.decider.Scenes.topicConfig;
import static io.ottla.replication.decider.Scenes.withOrders;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.FakeConfigs;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.AlterConfigsRequest;
import io.ottla.wire.message.ConfigRecord;
import io.ottla.wire.message.IncrementalAlterConfigsRequest;
import io.ottla.wire.message.IncrementalAlterConfigsRequest.AlterConfigsResource;
import io.ottla.wire.message.IncrementalAlterConfigsRequest.AlterableConfig;
import io.ottla.wire.message.IncrementalAlterConfigsResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigDecidersTest {
  private static final int SET = 0;
  private static final int DELETE = 1;
  private static final int APPEND = 2;
  private static final int SUBTRACT = 3;

  private final MetadataImage image =
      withOrders(brokers(1), 1, 1).replay(topicConfig("orders", "retention.ms", "100"));

  @Test
  void valuesAreSetAndDeleted() {
    assertThat(messages(alter(2, "orders", op("retention.ms", SET, "200"))))
        .containsExactly(topicConfig("orders", "retention.ms", "200"));
    assertThat(messages(alter(2, "orders", op("retention.ms", DELETE, null))))
        .containsExactly(new ConfigRecord((byte) 2, "orders", "retention.ms", null));
    assertThat(messages(alter(2, "orders", op("retention.ms", SET, "100")))).isEmpty();
    assertThat(messages(alter(2, "orders", op("cleanup.policy", DELETE, null)))).isEmpty();
  }

  @Test
  void listsAreAppendedToAndSubtractedFrom() {
    assertThat(messages(alter(2, "orders", op("cleanup.policy", APPEND, "compact"))))
        .containsExactly(topicConfig("orders", "cleanup.policy", "delete,compact"));
    assertThat(messages(alter(2, "orders", op("cleanup.policy", APPEND, "delete"))))
        .containsExactly(topicConfig("orders", "cleanup.policy", "delete"));
    assertThat(messages(alter(2, "orders", op("cleanup.policy", SUBTRACT, "delete"))))
        .containsExactly(topicConfig("orders", "cleanup.policy", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "2, orders, retention.ms, 2, 1, INVALID_CONFIG",
    "2, orders, retention.ms, 3, 1, INVALID_CONFIG",
    "2, orders, nope, 0, 1, INVALID_CONFIG",
    "2, orders, retention.ms, 0, , INVALID_REQUEST",
    "2, orders, retention.ms, 9, 1, INVALID_REQUEST",
    "2, nope, retention.ms, 0, 1, UNKNOWN_TOPIC_OR_PARTITION",
    "2, bad name, retention.ms, 0, 1, INVALID_TOPIC_EXCEPTION",
    "2, '', retention.ms, 0, 1, INVALID_REQUEST",
    "4, 7, retention.ms, 0, 1, BROKER_ID_NOT_REGISTERED",
    "4, x, retention.ms, 0, 1, INVALID_REQUEST",
    "4, 1, retention.ms, 0, 1, NONE",
    "4, '', retention.ms, 0, 1, NONE",
    "8, 1, retention.ms, 0, 1, INVALID_REQUEST",
    "16, '', retention.ms, 0, 1, INVALID_REQUEST",
    "16, m, retention.ms, 0, 1, NONE",
    "32, '', retention.ms, 0, 1, INVALID_REQUEST",
    "32, g, retention.ms, 0, 1, NONE",
    "99, x, retention.ms, 0, 1, INVALID_REQUEST",
  })
  void eachRuleHasItsError(
      int type, String name, String key, int operation, @Nullable String value, ErrorCode error) {
    Decision<IncrementalAlterConfigsResponse> decision =
        alter(type, name, op(key, operation, value));

    assertThat(ErrorCode.of(decision.response().responses().get(0).errorCode())).isEqualTo(error);
    assertThat(decision.records().isEmpty()).isEqualTo(error != ErrorCode.NONE);
  }

  @Test
  void keyNamedTwiceIsRefused() {
    Decision<IncrementalAlterConfigsResponse> decision =
        alter(2, "orders", op("retention.ms", SET, "1"), op("retention.ms", SET, "2"));

    assertThat(decision.records()).isEmpty();
    assertThat(decision.response().responses().get(0).errorCode())
        .isEqualTo(ErrorCode.INVALID_REQUEST.code());
  }

  @Test
  void legacyAlterationResetsWhatItDoesNotName() {
    AlterConfigsRequest request =
        AlterConfigsRequest.builder()
            .resources(
                List.of(
                    new AlterConfigsRequest.AlterConfigsResource(
                        (byte) 2,
                        "orders",
                        List.of(
                            new AlterConfigsRequest.AlterableConfig("cleanup.policy", "compact")))))
            .build();
    Decision<?> decision = new AlterConfigs(new FakeConfigs()).decide(Scenes.at(image, 2), request);

    assertThat(messages(decision))
        .containsExactly(
            topicConfig("orders", "cleanup.policy", "compact"),
            new ConfigRecord((byte) 2, "orders", "retention.ms", null));
  }

  private Decision<IncrementalAlterConfigsResponse> alter(
      int type, String name, AlterableConfig... operations) {
    IncrementalAlterConfigsRequest request =
        IncrementalAlterConfigsRequest.builder()
            .resources(
                List.of(new AlterConfigsResource((byte) type, name, Arrays.asList(operations))))
            .build();
    return new IncrementalAlterConfigs(new FakeConfigs()).decide(Scenes.at(image, 1), request);
  }

  private static AlterableConfig op(String name, int operation, @Nullable String value) {
    return new AlterableConfig(name, (byte) operation, value);
  }

  private static List<ApiMessage> messages(Decision<?> decision) {
    return decision.records().stream().map(MetadataRecord::message).toList();
  }
}
