package io.ottla.compat.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Maps;
import io.ottla.compat.tool.BrokerTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.LogDirNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that move between the log directories of one broker (KIP-113). */
@WithBroker(
    own = true,
    properties = {"log.dirs={data}/1,{data}/2", "offsets.topic.num.partitions=1"})
final class MoveLogsScenario {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int COUNT = 2_000;
  private static final String PADDING = "x".repeat(500);

  private final BrokerUnderTest broker;
  private final BrokerTools tools;
  private final Clients clients;

  MoveLogsScenario(BrokerUnderTest broker) {
    this.broker = broker;
    tools = new BrokerTools(broker);
    clients = new Clients(broker);
  }

  @Test
  void aReplicaMovesWhileItIsWrittenAndNothingIsLost(TestNames names) throws Exception {
    TopicPartition partition = topic(names);
    Path target = otherThan(directoryOf(partition));

    try (KafkaProducer<String, String> producer = clients.producer()) {
      send(producer, partition, 0, COUNT);
      move(partition, target);
      send(producer, partition, COUNT, 2 * COUNT);
      awaitMove(partition, target);
      send(producer, partition, 2 * COUNT, 3 * COUNT);
    }

    assertThat(values(partition)).isEqualTo(expected(3 * COUNT));
    assertThat(broker.stop()).isIn(0, 143);
    broker.start();
    assertThat(directoryOf(partition)).isEqualTo(target);
    assertThat(values(partition)).isEqualTo(expected(3 * COUNT));
  }

  @Test
  void aMoveThatAKillInterruptsIsCompletedAfterTheRestart(TestNames names) throws Exception {
    TopicPartition partition = topic(names);
    Path target = otherThan(directoryOf(partition));
    try (KafkaProducer<String, String> producer = clients.producer()) {
      send(producer, partition, 0, COUNT);
    }
    throttle(OpType.SET);
    move(partition, target);
    Deadline.until(
        "the copy in the other directory", LIMIT, () -> replica(target, partition) != null);
    ReplicaInfo copy = replica(target, partition);
    assertThat(copy).isNotNull();
    assertThat(copy.isFuture()).isTrue();

    broker.kill();
    broker.start();
    throttle(OpType.DELETE);

    awaitMove(partition, target);
    assertThat(values(partition)).isEqualTo(expected(COUNT));
  }

  @Test
  void theReassignmentToolMovesToo(TestNames names, @TempDir Path temporary) throws Exception {
    TopicPartition partition = topic(names);
    Path target = otherThan(directoryOf(partition));
    Path plan =
        Files.writeString(
            temporary.resolve("plan.json"),
            """
            {"version":1,"partitions":[{"topic":"%s","partition":0,"replicas":[1],"log_dirs":["%s"]}]}
            """
                .formatted(partition.topic(), target));

    tools
        .run("kafka-reassign-partitions", "--reassignment-json-file", plan.toString(), "--execute")
        .requireSuccess();
    awaitMove(partition, target);

    assertThat(
            tools
                .run(
                    "kafka-reassign-partitions",
                    "--reassignment-json-file",
                    plan.toString(),
                    "--verify")
                .requireSuccess()
                .out())
        .contains("Reassignment of replica " + partition + "-1 completed successfully");
    assertThat(tools.run("kafka-log-dirs", "--describe").requireSuccess().out())
        .contains(target.toString());
  }

  @Test
  void aDirectoryThatIsNotTheBrokersIsRefused(TestNames names) {
    TopicPartition partition = topic(names);

    try (Admin admin = clients.admin()) {
      assertThat(
              Clients.failure(
                  admin.alterReplicaLogDirs(Map.of(replicaOf(partition), "/not/there")).all()))
          .isInstanceOf(LogDirNotFoundException.class);
    }
  }

  @Test
  void aTopicThatIsNotThereYetIsMadeWhereItWasWanted(TestNames names) {
    Path wanted = broker.logDirectory().resolve("2");
    for (String topic : List.of(names.topic(), names.topic())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      try (Admin admin = clients.admin()) {
        assertThat(
                Clients.failure(
                    admin
                        .alterReplicaLogDirs(Map.of(replicaOf(partition), wanted.toString()))
                        .all()))
            .isInstanceOf(UnknownTopicOrPartitionException.class);
      }

      clients.createTopic(topic, 1, Map.of());

      assertThat(directoryOf(partition)).isEqualTo(wanted);
    }
  }

  private TopicPartition topic(TestNames names) {
    String name = names.topic();
    clients.createTopic(name, 1, Map.of("file.delete.delay.ms", "100"));
    return new TopicPartition(name, 0);
  }

  private Path otherThan(Path directory) {
    Path first = broker.logDirectory().resolve("1");
    return directory.equals(first) ? broker.logDirectory().resolve("2") : first;
  }

  private static TopicPartitionReplica replicaOf(TopicPartition partition) {
    return new TopicPartitionReplica(partition.topic(), partition.partition(), 1);
  }

  private void move(TopicPartition partition, Path target) {
    try (Admin admin = clients.admin()) {
      var unused =
          Clients.get(
              admin.alterReplicaLogDirs(Map.of(replicaOf(partition), target.toString())).all());
    }
  }

  private void throttle(OpType type) {
    ConfigResource everyBroker = new ConfigResource(ConfigResource.Type.BROKER, "");
    AlterConfigOp change =
        new AlterConfigOp(
            new ConfigEntry("replica.alter.log.dirs.io.max.bytes.per.second", "1000"), type);
    try (Admin admin = clients.admin()) {
      var unused =
          Clients.get(admin.incrementalAlterConfigs(Map.of(everyBroker, List.of(change))).all());
    }
  }

  private Path directoryOf(TopicPartition partition) {
    Path first = broker.logDirectory().resolve("1");
    ReplicaInfo there = replica(first, partition);
    return there != null && !there.isFuture() ? first : broker.logDirectory().resolve("2");
  }

  private @Nullable ReplicaInfo replica(Path directory, TopicPartition partition) {
    try (Admin admin = clients.admin()) {
      return Maps.value(
              Maps.value(Clients.get(admin.describeLogDirs(List.of(1)).allDescriptions()), 1),
              directory.toString())
          .replicaInfos()
          .get(partition);
    }
  }

  private void awaitMove(TopicPartition partition, Path target) {
    Path source = otherThan(target);
    Deadline.until(
        "end of the move",
        LIMIT,
        () -> {
          ReplicaInfo there = replica(target, partition);
          return there != null && !there.isFuture() && replica(source, partition) == null;
        });
    Deadline.until(
        "removal of the old files",
        LIMIT,
        () -> {
          try (var names = Files.list(source)) {
            return names.noneMatch(
                name -> name.getFileName().toString().startsWith(partition.topic() + "-"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void send(
      KafkaProducer<String, String> producer, TopicPartition partition, int from, int to)
      throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = from; i < to; i++) {
      sent.add(
          producer.send(new ProducerRecord<>(partition.topic(), 0, Integer.toString(i), PADDING)));
    }
    for (Future<RecordMetadata> one : sent) {
      assertThat(one.get().hasOffset()).isTrue();
    }
  }

  private static List<String> expected(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  private List<String> values(TopicPartition partition) {
    try (KafkaConsumer<String, String> consumer = clients.consumer()) {
      consumer.assign(List.of(partition));
      long end = Maps.value(consumer.endOffsets(List.of(partition)), partition);
      return Clients.poll(consumer, (int) end).stream().map(record -> record.key()).toList();
    }
  }
}
