package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolResult;
import io.ottla.compat.tool.Tools;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * {@code kafka-transactions} on a transaction that hangs: it is open on a partition of which its
 * coordinator knows nothing. Only a broker that does not verify lets one come about (KIP-890).
 */
@WithBroker(own = true, properties = "transaction.partition.verification.enable=false")
final class HangingTransactionScenario {
  private final BrokerUnderTest broker;
  private final BrokerTools tools;
  private final Clients clients;
  private final RawConnection connection;

  HangingTransactionScenario(BrokerUnderTest broker) {
    this.broker = broker;
    tools = new BrokerTools(broker);
    clients = new Clients(broker);
    connection = RawConnection.to(broker);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @Test
  void aHangingTransactionIsFoundAndAborted(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());
    Transactions hanging = Transactions.begin(connection, names.group());
    long anHourAgo = Instant.now().minus(Duration.ofHours(1)).toEpochMilli();
    assertThat(hanging.produce(topic, 0, 2, anHourAgo)).isEqualTo(Errors.NONE);
    tools.produce("behind it\n", topic);

    assertThat(committedEnd(topic)).isZero();
    List<String> found = find("--broker-id", "1").rowWith(topic);
    assertThat(found)
        .startsWith(topic, "0", "" + hanging.producerId(), "" + hanging.producerEpoch())
        .endsWith("60");
    assertThat(find("--topic", topic, "--partition", "0").rowWith(topic)).isEqualTo(found);
    assertThat(find("--broker-id", "1", "--max-transaction-timeout", "90").rowWith(topic))
        .isEmpty();

    transactions("abort", "--topic", topic, "--partition", "0", "--start-offset", "0");

    assertThat(find("--broker-id", "1").rowWith(topic)).isEmpty();
    assertThat(committedEnd(topic)).isEqualTo(4);
    assertThat(tools.consume(topic, 1, "--isolation-level", "read_committed"))
        .containsExactly("behind it");
  }

  @Test
  void aHangingTransactionIsAbortedByItsProducer(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());
    Transactions hanging = Transactions.begin(connection, names.group());
    assertThat(hanging.produce(topic, 0, 1, System.currentTimeMillis())).isEqualTo(Errors.NONE);

    transactions(
        "abort",
        "--topic",
        topic,
        "--partition",
        "0",
        "--producer-id",
        Long.toString(hanging.producerId()),
        "--producer-epoch",
        Short.toString(hanging.producerEpoch()),
        "--coordinator-epoch",
        "0");

    assertThat(committedEnd(topic)).isEqualTo(2);
  }

  /** The last stable offset. */
  private long committedEnd(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<String, String> consumer =
        clients.consumer("isolation.level=read_committed")) {
      return consumer.endOffsets(List.of(partition)).values().iterator().next();
    }
  }

  private ToolResult find(String... arguments) {
    return transactions("find-hanging", arguments);
  }

  private ToolResult transactions(String command, String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("--bootstrap-server", broker.bootstrapServers(), command));
    all.addAll(List.of(arguments));
    return Tools.run("kafka-transactions", all.toArray(String[]::new)).requireSuccess();
  }
}
