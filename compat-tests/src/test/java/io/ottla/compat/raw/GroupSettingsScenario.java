package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Maps;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is set for a single consumer group, as its members notice it. */
@WithBroker
final class GroupSettingsScenario {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Clients clients;
  private final RawConnection connection;
  private String group = "";
  private String topic = "";

  GroupSettingsScenario(BrokerUnderTest broker) {
    clients = new Clients(broker);
    connection = RawConnection.to(broker);
  }

  @BeforeEach
  void prepare(TestNames names) {
    group = names.group();
    topic = names.topic();
    clients.createTopic(topic, 4, Map.of());
    Coordinators.awaitOfGroup(connection, group);
    Deadline.until(
        "its groups", LIMIT, () -> describe().errorCode() == Errors.GROUP_ID_NOT_FOUND.code());
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  private ConsumerGroupDescribeResponseData.DescribedGroup describe() {
    return connection
        .ask(
            ApiKeys.CONSUMER_GROUP_DESCRIBE,
            1,
            new ConsumerGroupDescribeRequestData().setGroupIds(List.of(group)),
            ConsumerGroupDescribeResponseData.class)
        .groups()
        .get(0);
  }

  private ConsumerGroupHeartbeatResponseData join(String memberId) {
    ConsumerGroupHeartbeatResponseData response =
        connection.ask(
            ApiKeys.CONSUMER_GROUP_HEARTBEAT,
            1,
            new ConsumerGroupHeartbeatRequestData()
                .setGroupId(group)
                .setMemberId(memberId)
                .setMemberEpoch(0)
                .setRebalanceTimeoutMs(60_000)
                .setSubscribedTopicNames(List.of(topic))
                .setTopicPartitions(List.of()),
            ConsumerGroupHeartbeatResponseData.class);
    assertThat(Errors.forCode(response.errorCode())).isEqualTo(Errors.NONE);
    return response;
  }

  private void set(String name, String value) {
    try (Admin admin = clients.admin()) {
      var unused = Clients.get(alter(admin, name, value));
    }
  }

  private org.apache.kafka.common.KafkaFuture<Void> alter(Admin admin, String name, String value) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    Collection<AlterConfigOp> ops =
        List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
    return admin.incrementalAlterConfigs(Map.of(resource, ops)).all();
  }

  @Test
  void theHeartbeatIntervalOfAGroupIsToldToItsMembers() {
    assertThat(join("a").heartbeatIntervalMs()).isEqualTo(5_000);

    set("consumer.heartbeat.interval.ms", "6000");

    Deadline.until("the new interval", LIMIT, () -> join("a").heartbeatIntervalMs() == 6_000);
    try (Admin admin = clients.admin()) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
      Config config =
          Maps.value(Clients.get(admin.describeConfigs(List.of(resource)).all()), resource);
      assertThat(config.get("consumer.heartbeat.interval.ms").value()).isEqualTo("6000");
      assertThat(config.get("consumer.session.timeout.ms").value()).isEqualTo("45000");
    }
  }

  @Test
  void membersThatJoinSoonAfterAnotherAreAssignedTogether() {
    set("consumer.assignment.interval.ms", "15000");
    join("a");
    int epoch = describe().assignmentEpoch();

    assertThat(join("b").memberEpoch()).isEqualTo(epoch);
    assertThat(join("c").assignment().topicPartitions()).isEmpty();

    assertThat(describe().groupState()).isEqualTo("Assigning");
    assertThat(describe().groupEpoch()).isEqualTo(epoch + 2);
    assertThat(describe().assignmentEpoch()).isEqualTo(epoch);
  }

  @Test
  void theBrokersLimitsHoldForGroups() {
    try (Admin admin = clients.admin()) {
      for (List<String> setting :
          List.of(
              List.of("consumer.session.timeout.ms", "44999"),
              List.of("consumer.session.timeout.ms", "60001"),
              List.of("consumer.heartbeat.interval.ms", "4999"),
              List.of("consumer.heartbeat.interval.ms", "15001"),
              List.of("consumer.assignment.interval.ms", "15001"),
              List.of("consumer.odd", "1"))) {
        ApiException refused = Clients.failure(alter(admin, setting.get(0), setting.get(1)));

        assertThat(Errors.forException(refused))
            .as("%s", setting)
            .isIn(Errors.INVALID_CONFIG, Errors.INVALID_REQUEST);
      }
    }
  }
}
