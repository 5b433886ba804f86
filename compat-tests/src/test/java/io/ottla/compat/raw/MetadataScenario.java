package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithBroker
final class MetadataScenario {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final BrokerUnderTest broker;
  private final RawConnection connection;

  MetadataScenario(BrokerUnderTest broker) {
    this.broker = broker;
    connection = RawConnection.to(broker);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13})
  void everyVersionDescribesTheTopic(int version, TestNames names) {
    String topic = names.topic();
    Uuid id = Topics.create(connection, topic, 3);

    MetadataResponseData response = ask(version, byName(topic));

    assertThat(response.brokers()).hasSize(1);
    var node = response.brokers().iterator().next();
    assertThat(node.nodeId()).isEqualTo(1);
    assertThat(node.host()).isEqualTo("127.0.0.1");
    assertThat(node.port()).isEqualTo(broker.port());
    assertThat(response.controllerId()).isEqualTo(version >= 1 ? 1 : -1);
    assertThat(response.clusterId() != null).isEqualTo(version >= 2);
    MetadataResponseTopic described = only(response);
    assertThat(error(described)).isEqualTo(Errors.NONE);
    assertThat(described.topicId()).isEqualTo(version >= 10 ? id : Uuid.ZERO_UUID);
    assertThat(described.isInternal()).isFalse();
    assertThat(described.partitions())
        .hasSize(3)
        .allSatisfy(
            partition -> {
              assertThat(partition.leaderId()).isEqualTo(1);
              assertThat(partition.leaderEpoch()).isEqualTo(version >= 7 ? 0 : -1);
              assertThat(partition.replicaNodes()).containsExactly(1);
              assertThat(partition.isrNodes()).containsExactly(1);
              assertThat(partition.offlineReplicas()).isEmpty();
            });
  }

  @Test
  void allTopicsOrNone(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);

    assertThat(namesIn(ask(0, new MetadataRequestData().setTopics(List.of())))).contains(topic);
    assertThat(namesIn(ask(12, new MetadataRequestData().setTopics(null)))).contains(topic);
    assertThat(namesIn(ask(12, new MetadataRequestData().setTopics(List.of())))).isEmpty();
  }

  private static List<String> namesIn(MetadataResponseData response) {
    List<String> names = new ArrayList<>();
    response.topics().forEach(topic -> names.add(topic.name()));
    return names;
  }

  @Test
  void aTopicIsCreatedOnlyWithTheClientsConsent(TestNames names) {
    String wanted = names.topic();
    String unwanted = names.topic();

    MetadataResponseData refused = ask(12, byName(unwanted).setAllowAutoTopicCreation(false));
    assertThat(error(only(refused))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(error(only(ask(12, byName(unwanted).setAllowAutoTopicCreation(false)))))
        .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);

    MetadataResponseTopic created =
        Deadline.until(
            "auto-created topic",
            LIMIT,
            () -> only(ask(12, byName(wanted).setAllowAutoTopicCreation(true))),
            topic -> error(topic) == Errors.NONE);
    assertThat(created.partitions()).hasSize(1);
    assertThat(created.partitions().get(0).leaderId()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no spaces", "..", "slash/es", "q?", "é"})
  void anInvalidNameCreatesNothing(String name) {
    MetadataResponseData response = ask(12, byName(name).setAllowAutoTopicCreation(true));

    assertThat(error(only(response))).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
    assertThat(namesIn(ask(12, new MetadataRequestData().setTopics(null)))).doesNotContain(name);
  }

  @Test
  void topicsAreFoundByTheirIds(TestNames names) {
    String topic = names.topic();
    Uuid id = Topics.create(connection, topic, 1);

    MetadataResponseTopic known = only(ask(12, byId(id)));
    MetadataResponseTopic unknown = only(ask(12, byId(new Uuid(4, 4))));

    assertThat(error(known)).isEqualTo(Errors.NONE);
    assertThat(known.name()).isEqualTo(topic);
    assertThat(error(unknown)).isEqualTo(Errors.UNKNOWN_TOPIC_ID);
    assertThat(unknown.name()).isNull();
  }

  private MetadataResponseData ask(int version, MetadataRequestData request) {
    return connection.ask(ApiKeys.METADATA, version, request, MetadataResponseData.class);
  }

  private static MetadataRequestData byName(String topic) {
    return new MetadataRequestData().setTopics(List.of(new MetadataRequestTopic().setName(topic)));
  }

  private static MetadataRequestData byId(Uuid id) {
    return new MetadataRequestData()
        .setTopics(List.of(new MetadataRequestTopic().setName(null).setTopicId(id)));
  }

  private static MetadataResponseTopic only(MetadataResponseData response) {
    assertThat(response.topics()).hasSize(1);
    return response.topics().iterator().next();
  }

  private static Errors error(MetadataResponseTopic topic) {
    return Errors.forCode(topic.errorCode());
  }
}
