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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Test;

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

    try (var consumer = clients.consumer("client.id=" + topic, "max.partition.fetch.bytes=20000")) {
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
