package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** IncrementalAlterConfigs and AlterConfigs: what is refused, and how. */
@WithBroker
final class AlterConfigsScenario {
  private static final byte TOPIC = 2;

  private static final byte SET = 0;
  private static final byte DELETE = 1;

  private final RawConnection connection;

  AlterConfigsScenario(BrokerUnderTest broker) {
    connection = RawConnection.to(broker);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  private String newTopic(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);
    return topic;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void everyVersionSets(int version, TestNames names) {
    AlterConfigsResource change =
        change(TOPIC, newTopic(names), op(SET, "retention.ms", "1000000"));

    AlterConfigsResourceResponse result = alter(version, false, change).get(0);

    assertThat(error(result)).isEqualTo(Errors.NONE);
    assertThat(result.errorMessage()).isNullOrEmpty();
    assertThat(result.resourceType()).isEqualTo(TOPIC);
    assertThat(result.resourceName()).isEqualTo(change.resourceName());
  }

  @ParameterizedTest
  @CsvSource({
    "0,retention.ms,long,INVALID_CONFIG",
    "0,no.such.config,1,INVALID_CONFIG",
    "0,retention.ms,,INVALID_REQUEST",
    "1,no.such.config,,NONE",
    "1,retention.ms,,NONE",
    "1,retention.ms,5,NONE",
    "2,retention.ms,5,INVALID_CONFIG",
    "3,retention.ms,5,INVALID_CONFIG",
    "2,cleanup.policy,,INVALID_REQUEST",
    "2,cleanup.policy,shred,INVALID_CONFIG",
    "2,cleanup.policy,compact,NONE",
    "2,cleanup.policy,delete,NONE",
    "3,cleanup.policy,compact,NONE",
    "2,no.such.config,1,INVALID_CONFIG",
  })
  void eachOperationHasItsRules(
      byte operation, String name, @Nullable String value, Errors error, TestNames names) {
    AlterConfigsResource change = change(TOPIC, newTopic(names), op(operation, name, value));

    assertThat(error(alter(change))).isEqualTo(error);
  }

  @ParameterizedTest
  @ValueSource(bytes = {-1, 9})
  void anUnknownOperationIsRefused(byte operation, TestNames names) {
    AlterConfigsResource change =
        change(TOPIC, newTopic(names), op(operation, "retention.ms", "5"));

    assertThat(error(alter(change)))
        .as("Apache Kafka fails at it")
        .isIn(Errors.INVALID_REQUEST, Errors.UNKNOWN_SERVER_ERROR);
  }

  @ParameterizedTest
  @CsvSource({
    "2,no-such-topic,retention.ms,1,UNKNOWN_TOPIC_OR_PARTITION",
    "2,no such name,retention.ms,1,INVALID_TOPIC_EXCEPTION",
    "2,'',retention.ms,1,INVALID_REQUEST",
    "4,2,log.cleaner.threads,1,INVALID_REQUEST",
    "4,one,log.cleaner.threads,1,INVALID_REQUEST",
    "4,1,log.cleaner.threads,none,INVALID_REQUEST",
    "4,1,node.id,5,INVALID_REQUEST",
    "4,'',node.id,5,INVALID_REQUEST",
    "16,'',interval.ms,1000,INVALID_REQUEST",
    "16,metrics,interval.ms,1,INVALID_REQUEST",
    "16,metrics,no.such.config,1,INVALID_REQUEST",
    "32,'',consumer.session.timeout.ms,45000,INVALID_REQUEST",
    "32,group,consumer.session.timeout.ms,1,INVALID_CONFIG",
    "32,group,no.such.config,1,INVALID_CONFIG",
    "32,group,consumer.session.timeout.ms,50000,NONE",
    "1,any,name,1,INVALID_REQUEST",
    "99,any,name,1,INVALID_REQUEST",
  })
  void eachResourceHasItsRules(
      byte type, String resource, String name, String value, Errors error) {
    AlterConfigsResourceResponse result = alter(change(type, resource, op(SET, name, value)));

    assertThat(error(result)).isEqualTo(error);
    assertThat(error(alterWhole(type, resource, name, value))).isEqualTo(error);
    if (error == Errors.NONE) {
      assertThat(error(alter(change(type, resource, op(DELETE, name, null))))).isEqualTo(error);
    }
  }

  @Test
  void aKeyGivenTwiceChangesNothing(TestNames names) {
    AlterConfigsResource change =
        change(
            TOPIC,
            newTopic(names),
            op(SET, "retention.ms", "1000000"),
            op(DELETE, "retention.ms", null));

    assertThat(error(alter(change))).isEqualTo(Errors.INVALID_REQUEST);
  }

  @Test
  void aResourceGivenTwiceChangesNothing(TestNames names) {
    String topic = newTopic(names);
    String other = newTopic(names);

    List<AlterConfigsResourceResponse> results =
        alter(
            1,
            false,
            change(TOPIC, topic, op(SET, "retention.ms", "1000000")),
            change(TOPIC, topic, op(SET, "segment.ms", "1000000")),
            change(TOPIC, other, op(SET, "retention.ms", "1000000")));

    assertThat(results)
        .filteredOn(result -> result.resourceName().equals(topic))
        .isNotEmpty()
        .allSatisfy(result -> assertThat(error(result)).isEqualTo(Errors.INVALID_REQUEST));
    assertThat(results)
        .filteredOn(result -> result.resourceName().equals(other))
        .singleElement()
        .satisfies(result -> assertThat(error(result)).isEqualTo(Errors.NONE));
  }

  @Test
  void aValidationFindsTheSameFaults(TestNames names) {
    String topic = newTopic(names);

    assertThat(error(alter(1, true, change(TOPIC, topic, op(SET, "retention.ms", "x"))).get(0)))
        .isEqualTo(Errors.INVALID_CONFIG);
    assertThat(error(alter(1, true, change(TOPIC, topic, op(SET, "retention.ms", "9"))).get(0)))
        .isEqualTo(Errors.NONE);
  }

  @Test
  void aResourceWithoutChangesIsFine(TestNames names) {
    assertThat(error(alter(change(TOPIC, newTopic(names))))).isEqualTo(Errors.NONE);
  }

  private AlterConfigsResourceResponse alter(AlterConfigsResource change) {
    return alter(1, false, change).get(0);
  }

  private List<AlterConfigsResourceResponse> alter(
      int version, boolean validateOnly, AlterConfigsResource... changes) {
    IncrementalAlterConfigsRequestData request =
        new IncrementalAlterConfigsRequestData().setValidateOnly(validateOnly);
    for (AlterConfigsResource change : changes) {
      request.resources().add(change);
    }
    return new ArrayList<>(
        connection
            .ask(
                ApiKeys.INCREMENTAL_ALTER_CONFIGS,
                version,
                request,
                IncrementalAlterConfigsResponseData.class)
            .responses());
  }

  private AlterConfigsResponseData.AlterConfigsResourceResponse alterWhole(
      byte type, String resource, String name, String value) {
    var change =
        new AlterConfigsRequestData.AlterConfigsResource()
            .setResourceType(type)
            .setResourceName(resource);
    change
        .configs()
        .add(new AlterConfigsRequestData.AlterableConfig().setName(name).setValue(value));
    AlterConfigsRequestData request = new AlterConfigsRequestData();
    request.resources().add(change);
    return connection
        .ask(ApiKeys.ALTER_CONFIGS, 2, request, AlterConfigsResponseData.class)
        .responses()
        .get(0);
  }

  private static AlterConfigsResource change(
      byte type, String name, AlterableConfig... operations) {
    AlterConfigsResource change =
        new AlterConfigsResource().setResourceType(type).setResourceName(name);
    for (AlterableConfig operation : operations) {
      change.configs().add(operation);
    }
    return change;
  }

  private static AlterableConfig op(byte operation, String name, @Nullable String value) {
    return new AlterableConfig().setConfigOperation(operation).setName(name).setValue(value);
  }

  private static Errors error(AlterConfigsResourceResponse result) {
    return Errors.forCode(result.errorCode());
  }

  private static Errors error(AlterConfigsResponseData.AlterConfigsResourceResponse result) {
    return Errors.forCode(result.errorCode());
  }
}
