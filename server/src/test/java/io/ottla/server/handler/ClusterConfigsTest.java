package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.ConfigResource;
import io.ottla.replication.image.MetadataImage;
import io.ottla.server.config.dynamic.DynamicConfig;
import io.ottla.server.replica.TopicConfigs;
import io.ottla.wire.message.CreateTopicsResponse.CreatableTopicConfigs;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterConfigsTest {
  private final Cluster cluster = Cluster.ofOneBroker();
  private final ClusterConfigs configs =
      new ClusterConfigs(
          new TopicConfigs(new DynamicConfig(Map.of(), Map.of(), Map.of()), 1), cluster);

  @Test
  void validValuesAreAccepted() {
    assertThat(validate(ConfigResource.topic("t"), "cleanup.policy", "compact"))
        .isEqualTo(ErrorCode.NONE);
    assertThat(validate(ConfigResource.broker(1), "log.retention.ms", "5"))
        .isEqualTo(ErrorCode.NONE);
  }

  @Test
  void unknownAndInvalidValuesAreRefused() {
    assertThat(validate(ConfigResource.topic("t"), "nonsense", "1"))
        .isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(validate(ConfigResource.topic("t"), "cleanup.policy", "x"))
        .isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(validate(ConfigResource.ALL_BROKERS, "node.id", "1"))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void listsAndDefaultsAreKnown() {
    assertThat(configs.isList(ConfigResource.TOPIC, "cleanup.policy")).isTrue();
    assertThat(configs.isList(ConfigResource.TOPIC, "retention.ms")).isFalse();
    assertThat(configs.isList(ConfigResource.TOPIC, "nonsense")).isFalse();
    assertThat(configs.defaultValue(ConfigResource.TOPIC, "cleanup.policy")).isEqualTo("delete");
  }

  @Test
  void newTopicIsDescribedWithAllItsProperties() {
    assertThat(configs.describeTopic(Map.of("retention.ms", "5"), MetadataImage.EMPTY))
        .extracting(CreatableTopicConfigs::name)
        .contains("retention.ms", "cleanup.policy", "segment.bytes");
  }

  private ErrorCode validate(ConfigResource resource, String key, String value) {
    return configs.validate(resource, Map.of(key, value)).error();
  }
}
