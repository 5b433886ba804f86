package io.ottla.compat.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Lines;
import io.ottla.compat.support.Maps;
import io.ottla.compat.support.Rebalances;
import io.ottla.compat.support.Text;
import io.ottla.compat.tool.BrokerTools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@WithBroker(
    own = true,
    properties = {
      "group.min.session.timeout.ms=1000",
      "group.consumer.min.session.timeout.ms=1000",
      "group.consumer.min.heartbeat.interval.ms=100",
      "group.consumer.session.timeout.ms=4000",
      "group.consumer.heartbeat.interval.ms=500"
    })
final class RestartScenario {
  private static final int SIGTERM_EXIT_CODE = 143;

  private final BrokerUnderTest broker;
  private final BrokerTools tools;
  private final Clients clients;
  private final List<String> text = Text.lines();

  RestartScenario(BrokerUnderTest broker) {
    this.broker = broker;
    tools = new BrokerTools(broker);
    clients = new Clients(broker);
  }

  /** How the broker ends. */
  enum End {
    STOP,
    KILL;

    void of(BrokerUnderTest broker) {
      switch (this) {
        case STOP -> assertThat(broker.stop()).isIn(0, SIGTERM_EXIT_CODE);
        case KILL -> broker.kill();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGroupReadsOnAfterTheBrokerCameBack(End end, TestNames names) {
    String topic = names.topic();
    String group = names.group();
    tools.produce(Text.joined(text), topic, "--compression-codec", "lz4");
    List<String> consumed = new ArrayList<>(tools.consume(topic, 6_000, "--group", group));

    end.of(broker);
    broker.start();

    consumed.addAll(tools.consume(topic, text.size() - 6_000, "--group", group));
    Lines.assertSame(text, consumed);
  }

  @ParameterizedTest
  @EnumSource
  void topicsConfigsAndIdsAreAsBefore(End end, TestNames names) {
    String kept = names.topic();
    String deleted = names.topic();
    clients.createTopic(kept, 4, Map.of("retention.ms", "123456789"));
    clients.createTopic(deleted, 1, Map.of());
    tools.run("kafka-topics", "--delete", "--topic", deleted).requireSuccess();
    ConfigResource broker1 = new ConfigResource(ConfigResource.Type.BROKER, "1");
    set(broker1, "log.cleaner.threads", "2");
    Uuid id = describe(kept);

    end.of(broker);
    broker.start();

    assertThat(describe(kept)).isEqualTo(id);
    assertThat(config(new ConfigResource(ConfigResource.Type.TOPIC, kept), "retention.ms"))
        .isEqualTo("123456789");
    assertThat(config(broker1, "log.cleaner.threads")).isEqualTo("2");
    try (Admin admin = clients.admin()) {
      assertThat(Clients.get(admin.listTopics().names())).contains(kept).doesNotContain(deleted);
    }
  }

  private Uuid describe(String topic) {
    try (Admin admin = clients.admin()) {
      return Maps.value(Clients.get(admin.describeTopics(List.of(topic)).allTopicNames()), topic)
          .topicId();
    }
  }

  private void set(ConfigResource resource, String name, String value) {
    AlterConfigOp change = new AlterConfigOp(new ConfigEntry(name, value), OpType.SET);
    try (Admin admin = clients.admin()) {
      Clients.get(admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all());
    }
  }

  private String config(ConfigResource resource, String name) {
    try (Admin admin = clients.admin()) {
      return Maps.value(Clients.get(admin.describeConfigs(List.of(resource)).all()), resource)
          .get(name)
          .value();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProducerAndAConsumerLiveThroughIt(End end, TestNames names) throws Exception {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());

    try (KafkaProducer<String, String> producer = clients.producer();
        KafkaConsumer<String, String> consumer = clients.consumer("group.id=" + names.group())) {
      consumer.subscribe(List.of(topic));
      send(producer, topic, 0, 500);
      assertThat(Clients.poll(consumer, 500)).hasSize(500);

      end.of(broker);
      CompletableFuture<Void> during =
          CompletableFuture.runAsync(() -> send(producer, topic, 500, 700));
      broker.start();
      during.get(60, TimeUnit.SECONDS);

      assertThat(Clients.poll(consumer, 200))
          .extracting(record -> Integer.valueOf(record.value()))
          .isSorted()
          .doesNotHaveDuplicates()
          .endsWith(699);
    }
  }

  private static void send(KafkaProducer<String, String> producer, String topic, int from, int to) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = from; i < to; i++) {
      sent.add(producer.send(new ProducerRecord<>(topic, Integer.toString(i))));
    }
    for (int i = from; i < to; i++) {
      try {
        assertThat(sent.get(i - from).get().offset()).isEqualTo(i);
      } catch (ExecutionException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** The session is shorter than the pause: the heartbeat in the queue counts, not the timer. */
  @ParameterizedTest
  @ValueSource(strings = {"session.timeout.ms=4000", "group.protocol=consumer"})
  void aPauseOfTheBrokerExpelsNoMember(String setting, TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());
    Rebalances rebalances = new Rebalances();

    try (KafkaConsumer<String, String> consumer =
        clients.consumer("group.id=" + names.group(), setting)) {
      consumer.subscribe(List.of(topic), rebalances);
      Deadline.until(
          "assignment",
          Duration.ofSeconds(20),
          () -> {
            consumer.poll(Duration.ofMillis(50));
            return rebalances.assigned() == 1;
          });
      broker.pause();
      Deadline.let(Duration.ofSeconds(5));
      broker.resume();

      tools.produce("after the pause\n", topic);

      assertThat(Clients.poll(consumer, 1)).hasSize(1);
      assertThat(rebalances.assigned()).isEqualTo(1);
      assertThat(rebalances.lost()).isZero();
    }
  }
}
