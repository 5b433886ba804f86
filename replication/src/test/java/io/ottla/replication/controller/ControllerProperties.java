package io.ottla.replication.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.decider.AllDeciders;
import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.Provenance;
import io.ottla.replication.image.TopicImage;
import io.ottla.replication.quorum.QuorumStatus;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.AlterPartitionRequest;
import io.ottla.wire.message.AlterPartitionRequest.BrokerState;
import io.ottla.wire.message.BrokerHeartbeatRequest;
import io.ottla.wire.message.BrokerRegistrationRequest;
import io.ottla.wire.message.CreatePartitionsRequest;
import io.ottla.wire.message.CreatePartitionsRequest.CreatePartitionsTopic;
import io.ottla.wire.message.CreateTopicsRequest;
import io.ottla.wire.message.CreateTopicsRequest.CreatableTopic;
import io.ottla.wire.message.DeleteTopicsRequest;
import io.ottla.wire.message.ElectLeadersRequest;
import io.ottla.wire.message.UnregisterBrokerRequest;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Random commands of a cluster of five brokers, decided one after another. */
class ControllerProperties {
  private static final int BROKERS = 5;
  private static final int COMMANDS = 60;

  private final Deciders deciders =
      AllDeciders.create(
          new ControllerSettings("cluster", 1, 3, (short) 2, true, Map.of()),
          new FakeConfigs(),
          () -> new QuorumStatus(1, 1, 0, (short) 0, List.of(), List.of()));

  @Property
  void invariantsHoldAfterEveryCommand(@ForAll long seed) {
    Random random = new Random(seed);
    MetadataImage image = MetadataImage.EMPTY;
    for (int i = 0; i < COMMANDS; i++) {
      MetadataImage before = image;
      image = decide(image, command(image, random), random);
      check(before, image);
    }
  }

  private <Q extends ApiMessage> MetadataImage decide(
      MetadataImage image, Q request, Random random) {
    Scene scene =
        new Scene(
            image,
            new ControllerRequestContext((short) 3, "User:test"),
            0,
            () -> new Uuid(random.nextLong() | 1, random.nextLong()));
    Decision<?> decision = deciders.of(request).decide(scene, request);
    MetadataImage next = image;
    for (MetadataRecord record : decision.records()) {
      next = next.replay(record.message());
    }
    long offset = image.provenance().offset() + decision.records().size();
    return next.at(new Provenance(offset, 1, 0));
  }

  private static void check(MetadataImage before, MetadataImage image) {
    HashSet<Uuid> ids = new HashSet<>();
    HashSet<String> names = new HashSet<>();
    for (TopicImage topic : image.topics().topics()) {
      assertThat(ids.add(topic.id())).isTrue();
      assertThat(names.add(topic.name().replace('.', '_'))).isTrue();
      for (int id = 0; id < topic.partitionCount(); id++) {
        PartitionImage partition = topic.partition(id);
        assertThat(partition).as("partition %s", id).isNotNull();
        if (partition != null) {
          check(partition, image);
          checkEpochs(before.partition(topic.id(), id), partition);
        }
      }
    }
  }

  private static void check(PartitionImage partition, MetadataImage image) {
    assertThat(partition.replicas()).doesNotHaveDuplicates().containsAll(partition.isr());
    assertThat(partition.isr()).isNotEmpty().doesNotHaveDuplicates();
    assertThat(partition.directories()).hasSameSizeAs(partition.replicas());
    if (partition.leader() == PartitionImage.NO_LEADER) {
      assertThat(partition.isr()).noneMatch(id -> mayLead(image, id));
    } else {
      assertThat(partition.isr()).contains(partition.leader());
      assertThat(mayLead(image, partition.leader())).isTrue();
    }
  }

  private static void checkEpochs(@Nullable PartitionImage before, PartitionImage after) {
    if (before == null || before.equals(after)) {
      return;
    }
    assertThat(after.partitionEpoch()).isGreaterThan(before.partitionEpoch());
    assertThat(after.leaderEpoch() - before.leaderEpoch())
        .isGreaterThanOrEqualTo(before.leader() == after.leader() ? 0 : 1);
  }

  private static boolean mayLead(MetadataImage image, int id) {
    BrokerRegistration broker = image.cluster().broker(id);
    return broker != null && broker.isActive();
  }

  private static ApiMessage command(MetadataImage image, Random random) {
    int broker = random.nextInt(BROKERS);
    BrokerRegistration known = image.cluster().broker(broker);
    long epoch = known == null ? 0 : known.epoch();
    String topic = List.of("a.b", "a_b", "c", "d", "e").get(random.nextInt(5));
    return switch (random.nextInt(11)) {
      case 0, 1 ->
          BrokerRegistrationRequest.builder()
              .brokerId(broker)
              .clusterId("cluster")
              .incarnationId(new Uuid(broker, random.nextInt(3)))
              .rack(random.nextBoolean() ? null : "rack" + broker % 2)
              .build();
      case 2, 3, 4 ->
          BrokerHeartbeatRequest.builder()
              .brokerId(broker)
              .brokerEpoch(epoch)
              .currentMetadataOffset(epoch)
              .wantFence(random.nextInt(4) == 0)
              .wantShutDown(random.nextInt(8) == 0)
              .build();
      case 5, 6 ->
          CreateTopicsRequest.builder()
              .topics(
                  List.of(
                      CreatableTopic.builder()
                          .name(topic)
                          .numPartitions(random.nextInt(5) - 1)
                          .replicationFactor((short) (random.nextInt(4) - 1))
                          .build()))
              .build();
      case 7 ->
          random.nextInt(3) == 0
              ? DeleteTopicsRequest.builder().topicNames(List.of(topic)).build()
              : CreatePartitionsRequest.builder()
                  .topics(List.of(new CreatePartitionsTopic(topic, random.nextInt(8), null)))
                  .build();
      case 8 -> new UnregisterBrokerRequest(broker);
      case 9 -> ElectLeadersRequest.builder().topicPartitions(null).build();
      default -> isrChange(image, broker, epoch, topic, random);
    };
  }

  private static ApiMessage isrChange(
      MetadataImage image, int broker, long epoch, String name, Random random) {
    TopicImage topic = image.topic(name);
    PartitionImage partition = topic == null ? null : topic.partition(0);
    if (topic == null || partition == null) {
      return new AlterPartitionRequest(broker, epoch, List.of());
    }
    List<BrokerState> isr = new ArrayList<>();
    for (Integer replica : partition.replicas()) {
      if (random.nextInt(3) > 0) {
        isr.add(new BrokerState(replica, -1));
      }
    }
    AlterPartitionRequest.PartitionData change =
        AlterPartitionRequest.PartitionData.builder()
            .partitionIndex(0)
            .leaderEpoch(partition.leaderEpoch())
            .partitionEpoch(partition.partitionEpoch())
            .newIsrWithEpochs(isr)
            .build();
    return new AlterPartitionRequest(
        broker, epoch, List.of(new AlterPartitionRequest.TopicData(topic.id(), List.of(change))));
  }
}
