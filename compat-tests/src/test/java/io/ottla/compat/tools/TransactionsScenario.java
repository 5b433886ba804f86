package io.ottla.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolResult;
import io.ottla.compat.tool.Tools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** {@code kafka-transactions} on an open transaction. */
@WithBroker
final class TransactionsScenario {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final BrokerUnderTest broker;
  private final BrokerTools tools;

  TransactionsScenario(BrokerUnderTest broker) {
    this.broker = broker;
    tools = new BrokerTools(broker);
  }

  private ToolResult transactions(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--bootstrap-server", broker.bootstrapServers()));
    all.addAll(List.of(arguments));
    return Tools.run("kafka-transactions", all.toArray(String[]::new)).requireSuccess();
  }

  private KafkaProducer<String, String> open(String topic, String id) {
    KafkaProducer<String, String> producer =
        new Clients(broker).producer("transactional.id=" + id, "transaction.timeout.ms=60000");
    producer.initTransactions();
    producer.beginTransaction();
    Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, 0, "k", "v"));
    producer.flush();
    return producer;
  }

  @Test
  void anOpenTransactionIsListedAndDescribed(TestNames names) {
    String topic = names.topic();
    String id = names.group();
    tools.createTopic(topic, 1);

    try (KafkaProducer<String, String> producer = open(topic, id)) {
      List<String> listed = transactions("list").rowWith(id);
      assertThat(listed).hasSize(4).contains("Ongoing");
      List<String> described =
          transactions("describe", "--transactional-id", id).rowWith(topic + "-0");
      assertThat(described).contains(id, listed.get(2), "Ongoing", "60000");
      assertThat(transactions("list", "--duration-filter", "1").rowWith(id)).isNotEmpty();
      assertThat(transactions("list", "--duration-filter", "3600000").rowWith(id)).isEmpty();
      assertThat(transactions("list", "--transactional-id-pattern", id + ".*").rowWith(id))
          .isNotEmpty();
      assertThat(transactions("list", "--transactional-id-pattern", "other-.*").rowWith(id))
          .isEmpty();
      assertThat(transactions("find-hanging", "--topic", topic, "--broker-id", "1").rowWith(topic))
          .isEmpty();
      producer.commitTransaction();
    }
    Deadline.until(
        "a committed transaction",
        LIMIT,
        () -> transactions("list").rowWith(id).contains("CompleteCommit"));
  }

  @Test
  void anOpenTransactionIsAbortedOnItsPartition(TestNames names) {
    String topic = names.topic();
    String id = names.group();
    tools.createTopic(topic, 1);

    try (KafkaProducer<String, String> producer = open(topic, id)) {
      List<String> active = producerRow(topic, 0);
      assertThat(active.get(active.size() - 1)).as("start offset").isEqualTo("0");

      transactions("abort", "--topic", topic, "--partition", "0", "--start-offset", "0");

      Deadline.until(
          "no transaction on the partition",
          LIMIT,
          () -> {
            List<String> row = producerRow(topic, 0);
            return row.get(row.size() - 1).equals("None");
          });
      producer.abortTransaction();
    }
  }

  private List<String> producerRow(String topic, int partition) {
    return transactions(
            "describe-producers", "--topic", topic, "--partition", Integer.toString(partition))
        .lastRow();
  }

  @Test
  void aTransactionIsTerminatedWithItsProducer(TestNames names) {
    String topic = names.topic();
    String id = names.group();
    tools.createTopic(topic, 1);

    KafkaProducer<String, String> producer = open(topic, id);
    transactions("forceTerminateTransaction", "--transactionalId", id);

    Deadline.until(
        "an aborted transaction",
        LIMIT,
        () -> {
          List<String> row = transactions("list").rowWith(id);
          return row.contains("CompleteAbort") || row.contains("Empty");
        });
    Assertions.assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
    producer.close(Duration.ZERO);
  }
}
