package io.ottla.compat.admin;

import static io.ottla.compat.client.Clients.failure;
import static io.ottla.compat.client.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Maps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithBroker
final class AdminTopicsScenario {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Clients clients;
  private final Admin admin;

  AdminTopicsScenario(BrokerUnderTest broker) {
    clients = new Clients(broker);
    admin = clients.admin();
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void theAnswerToACreationTellsWhatWasMade(TestNames names) {
    String topic = names.topic();

    CreateTopicsResult result =
        admin.createTopics(
            List.of(
                new NewTopic(topic, Optional.empty(), Optional.empty())
                    .configs(Map.of("retention.ms", "1000"))));

    assertThat(get(result.numPartitions(topic))).isEqualTo(1);
    assertThat(get(result.replicationFactor(topic))).isEqualTo(1);
    assertThat(get(result.topicId(topic))).isNotEqualTo(Uuid.ZERO_UUID);
    assertThat(get(result.config(topic)).get("retention.ms").value()).isEqualTo("1000");
    assertThat(get(result.config(topic)).get("segment.bytes").isDefault()).isTrue();
  }

  @Test
  void eachTopicOfACreationHasItsOwnFate(TestNames names) {
    String good = names.topic();
    CreateTopicsResult result =
        admin.createTopics(
            List.of(
                new NewTopic(good, 1, (short) 1),
                new NewTopic("not/valid", 1, (short) 1),
                new NewTopic(good + "-factor", 1, (short) 3),
                new NewTopic(good + "-count", 0, (short) 1),
                new NewTopic(good + "-config", 1, (short) 1).configs(Map.of("no.such", "1"))));

    get(Maps.value(result.values(), good));
    assertThat(failure(Maps.value(result.values(), "not/valid")))
        .isInstanceOf(InvalidTopicException.class);
    assertThat(failure(Maps.value(result.values(), good + "-factor")))
        .isInstanceOf(InvalidReplicationFactorException.class);
    assertThat(failure(Maps.value(result.values(), good + "-count")))
        .isInstanceOf(InvalidPartitionsException.class);
    assertThat(failure(Maps.value(result.values(), good + "-config")))
        .isInstanceOf(InvalidConfigurationException.class);
    assertThat(namesOnce(all -> all.contains(good)))
        .doesNotContain(good + "-factor", good + "-count", good + "-config");
  }

  /** Names of all topics once they please: Apache Kafka answers before its brokers know. */
  private Set<String> namesOnce(Predicate<Set<String>> pleasing) {
    return Deadline.until(
        "names of topics", LIMIT, () -> get(admin.listTopics().names()), pleasing);
  }

  @Test
  void validateOnlyCreatesNothing(TestNames names) {
    String topic = names.topic();
    CreateTopicsOptions validate = new CreateTopicsOptions().validateOnly(true);

    get(admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1)), validate).all());

    assertThat(get(admin.listTopics().names())).doesNotContain(topic);
  }

  @Test
  void aNameIsTakenOnlyOnce(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 1, Map.of());

    assertThat(failure(admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all()))
        .isInstanceOf(TopicExistsException.class);
  }

  @Test
  void aTopicIsDescribedByNameAndById(TestNames names) {
    String topic = names.topic();
    get(
        admin
            .createTopics(
                List.of(new NewTopic(topic, Map.of(0, List.of(1), 1, List.of(1), 2, List.of(1)))))
            .all());

    TopicDescription byName = describe(topic);
    TopicDescription byId =
        Maps.value(
            get(
                admin
                    .describeTopics(TopicCollection.ofTopicIds(List.of(byName.topicId())))
                    .allTopicIds()),
            byName.topicId());

    assertThat(byId.name()).isEqualTo(topic);
    assertThat(byId.partitions()).hasSameSizeAs(byName.partitions());
    assertThat(byName.partitions())
        .hasSize(3)
        .allSatisfy(
            partition -> {
              assertThat(partition.leader().id()).isEqualTo(1);
              assertThat(partition.replicas()).hasSize(1);
              assertThat(partition.isr()).hasSize(1);
            });
  }

  private TopicDescription describe(String topic) {
    return Maps.value(get(admin.describeTopics(List.of(topic)).allTopicNames()), topic);
  }

  @Test
  void manyPartitionsAreDescribedPageByPage(TestNames names) {
    String topic = names.topic();
    clients.createTopic(topic, 100, Map.of());

    TopicDescription description =
        Maps.value(
            get(
                admin
                    .describeTopics(
                        List.of(topic),
                        new DescribeTopicsOptions().partitionSizeLimitPerResponse(7))
                    .allTopicNames()),
            topic);

    assertThat(description.partitions()).hasSize(100);
  }

  @Test
  void partitionsAreAddedEachTopicWithItsOwnFate(TestNames names) {
    String first = names.topic();
    String second = names.topic();
    clients.createTopic(first, 1, Map.of());
    clients.createTopic(second, 2, Map.of());

    var result =
        admin.createPartitions(
            Map.of(
                first,
                NewPartitions.increaseTo(5),
                second,
                NewPartitions.increaseTo(2),
                second + "-no",
                NewPartitions.increaseTo(2)));

    get(Maps.value(result.values(), first));
    assertThat(failure(Maps.value(result.values(), second)))
        .isInstanceOf(InvalidPartitionsException.class);
    assertThat(failure(Maps.value(result.values(), second + "-no")))
        .isInstanceOf(UnknownTopicOrPartitionException.class);
    assertThat(describe(first).partitions()).hasSize(5);
  }

  @Test
  void topicsAreDeletedByNameAndById(TestNames names) {
    String byName = names.topic();
    String byId = names.topic();
    clients.createTopic(byName, 1, Map.of());
    clients.createTopic(byId, 1, Map.of());
    Uuid id = describe(byId).topicId();

    get(admin.deleteTopics(List.of(byName)).all());
    get(admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all());

    var unused = namesOnce(all -> !all.contains(byName) && !all.contains(byId));
    assertThat(failure(admin.deleteTopics(List.of(byName)).all()))
        .isInstanceOf(UnknownTopicOrPartitionException.class);
    assertThat(failure(admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all()))
        .isInstanceOf(UnknownTopicIdException.class);
  }

  @Test
  void aTopicMadeAnewAtOnceHasNothingOfTheOldOne(TestNames names) throws Exception {
    String topic = names.topic();
    String group = names.group();
    TopicPartition partition = new TopicPartition(topic, 0);
    Uuid before = null;

    try (KafkaProducer<String, String> producer = clients.producer()) {
      for (int round = 0; round < 5; round++) {
        clients.createTopic(topic, 1, Map.of());
        Uuid id = describe(topic).topicId();
        assertThat(id).isNotEqualTo(before);
        before = id;
        RecordMetadata sent =
            Deadline.until(
                "first record of round " + round,
                LIMIT,
                () -> producer.send(new ProducerRecord<>(topic, "value")).get(),
                metadata -> true);
        assertThat(sent.offset()).isZero();
        try (KafkaConsumer<String, String> consumer = clients.consumer("group.id=" + group)) {
          consumer.assign(List.of(partition));
          assertThat(Clients.poll(consumer, 1).get(0).offset()).isZero();
          consumer.commitSync();
        }
        get(admin.deleteTopics(List.of(topic)).all());
      }
    }
    Deadline.until(
        "end of the deleted topic's offsets",
        LIMIT,
        () -> get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).isEmpty());
  }

  @Test
  void recordsAreDeletedUpToAnOffset(TestNames names) {
    String topic = names.topic();
    TopicPartition partition = new TopicPartition(topic, 0);
    clients.createTopic(topic, 1, Map.of());
    produce(topic, 100);

    long low = get(deleteBefore(partition, 40)).lowWatermark();

    assertThat(low).isEqualTo(40);
    assertThat(offset(partition, OffsetSpec.earliest())).isEqualTo(40);
    assertThat(offset(partition, OffsetSpec.latest())).isEqualTo(100);
    assertThat(failure(deleteBefore(partition, 101))).isInstanceOf(OffsetOutOfRangeException.class);
    assertThat(get(deleteBefore(partition, -1)).lowWatermark()).isEqualTo(100);
    assertThat(offset(partition, OffsetSpec.earliest())).isEqualTo(100);
  }

  private org.apache.kafka.common.KafkaFuture<org.apache.kafka.clients.admin.DeletedRecords>
      deleteBefore(TopicPartition partition, long offset) {
    return Maps.value(
        admin
            .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
            .lowWatermarks(),
        partition);
  }

  @Test
  void everyKindOfOffsetIsListed(TestNames names) {
    String topic = names.topic();
    TopicPartition partition = new TopicPartition(topic, 0);
    clients.createTopic(topic, 1, Map.of());
    produce(topic, 100);

    assertThat(offset(partition, OffsetSpec.earliest())).isZero();
    assertThat(offset(partition, OffsetSpec.latest())).isEqualTo(100);
    assertThat(offset(partition, OffsetSpec.maxTimestamp())).isEqualTo(99);
    assertThat(offset(partition, OffsetSpec.earliestLocal())).isZero();
    assertThat(offset(partition, OffsetSpec.latestTiered())).isEqualTo(-1);
    assertThat(offset(partition, OffsetSpec.forTimestamp(50_000))).isEqualTo(50);
    assertThat(offset(partition, OffsetSpec.forTimestamp(50_001))).isEqualTo(51);
    assertThat(offset(partition, OffsetSpec.forTimestamp(100_000))).isEqualTo(-1);
  }

  private long offset(TopicPartition partition, OffsetSpec spec) {
    return get(admin.listOffsets(Map.of(partition, spec)).partitionResult(partition)).offset();
  }

  private void produce(String topic, int count) {
    try (KafkaProducer<String, String> producer = clients.producer()) {
      for (int i = 0; i < count; i++) {
        Future<RecordMetadata> unused =
            producer.send(new ProducerRecord<>(topic, 0, 1_000L * i, "k", "v"));
      }
    }
  }
}
