package io.ottla.compat.admin;

import static io.ottla.compat.client.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DeleteTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients over their quotas are told to stay away, and lose nothing. */
@WithBroker
final class QuotaScenario {
  /** A tenth of a second's worth beyond the burst of ten seconds is what the clients send. */
  private static final double BYTES_PER_SECOND = 20_000;

  private static final int RECORDS = 21;
  private static final String VALUE = "x".repeat(10_000);

  private final Clients clients;

  QuotaScenario(BrokerUnderTest broker) {
    clients = new Clients(broker);
  }

  @Test
  void aProducerOverItsQuotaIsThrottled(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());
    limit(topic, "producer_byte_rate");

    assertThat(throttledProducer(topic, "client.id=another", "linger.ms=0")).isFalse();
    assertThat(throttledProducer(topic, "client.id=" + topic, "linger.ms=0")).isTrue();
  }

  @Test
  void aConsumerOverItsQuotaIsThrottledAndReadsAll(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());
    assertThat(throttledProducer(topic, "linger.ms=0")).isFalse();
    limit(topic, "consumer_byte_rate");

    try (var consumer = clients.consumer("client.id=" + topic)) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));

      assertThat(Clients.poll(consumer, RECORDS)).hasSize(RECORDS);
      assertThat(isPositive(consumer.metrics(), "fetch-throttle-time-max")).isTrue();
    }
  }

  @Test
  void aRemovedQuotaHoldsNoLonger(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());
    limit(topic, "producer_byte_rate");
    alter(topic, "producer_byte_rate", null);

    assertThat(throttledProducer(topic, "client.id=" + topic, "linger.ms=0")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "grow", "delete"})
  void whoChangesTooManyPartitionsIsToldToWait(String change, TestNames names) {
    String client = names.fresh("client");
    String topic = names.topic();
    alter(client, "controller_mutation_rate", 1.0);
    clients.createTopic(names.topic(), 1, Map.of()); // by then the quota is everywhere
    try (Admin admin = clients.admin("client.id=" + client);
        Admin other = clients.admin("client.id=another")) {
      get(admin.createTopics(List.of(new NewTopic(topic, 40, (short) 1))).all());

      assertThrottled(
          switch (change) {
            case "create" ->
                admin
                    .createTopics(
                        List.of(new NewTopic(names.topic(), 1, (short) 1)),
                        new CreateTopicsOptions().retryOnQuotaViolation(false))
                    .all();
            case "grow" ->
                admin
                    .createPartitions(
                        Map.of(topic, NewPartitions.increaseTo(41)),
                        new CreatePartitionsOptions().retryOnQuotaViolation(false))
                    .all();
            default ->
                admin
                    .deleteTopics(
                        List.of(topic), new DeleteTopicsOptions().retryOnQuotaViolation(false))
                    .all();
          });
      get(other.deleteTopics(List.of(topic)).all());
    }
  }

  private static void assertThrottled(KafkaFuture<?> future) {
    assertThat(Clients.failure(future))
        .isInstanceOfSatisfying(
            ThrottlingQuotaExceededException.class,
            refused -> assertThat(refused.throttleTimeMs()).isPositive());
  }

  private boolean throttledProducer(String topic, String... settings) {
    try (KafkaProducer<String, String> producer = clients.producer(settings)) {
      for (int i = 0; i < RECORDS; i++) {
        var unused = producer.send(new ProducerRecord<>(topic, VALUE));
        producer.flush();
      }
      return isPositive(producer.metrics(), "produce-throttle-time-max");
    }
  }

  private static boolean isPositive(Map<MetricName, ? extends Metric> metrics, String name) {
    return metrics.values().stream()
        .filter(metric -> metric.metricName().name().equals(name))
        .anyMatch(metric -> metric.metricValue() instanceof Double value && value > 0);
  }

  private void limit(String clientId, String quota) {
    alter(clientId, quota, BYTES_PER_SECOND);
  }

  private void alter(
      String clientId, String quota, @org.jspecify.annotations.Nullable Double value) {
    try (Admin admin = clients.admin()) {
      ClientQuotaEntity entity =
          new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId));
      get(
          admin
              .alterClientQuotas(
                  List.of(
                      new ClientQuotaAlteration(
                          entity, List.of(new ClientQuotaAlteration.Op(quota, value)))))
              .all());
    }
  }
}
